import { expect } from 'chai';
import { escapeXml, pollPicture, wrap } from './poll-picture.ts';

const picture = (question: string, ...votes: (number | null)[]): string =>
  pollPicture(
    {
      question,
      answers: votes.map((count, at) => ({ id: String(at), text: `Ответ ${at}`, votes: count })),
      voters: votes.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    },
    '3 голоса',
  );

describe('The picture of a poll', () => {
  it('shows numbers and shares', () =>
    expect(picture('Куда?', 3, 1))
      .to.include('3 · 75 %')
      .and.to.include('1 · 25 %')
      .and.to.include('Ответ 1'));

  it('takes nothing that people wrote for markup', () => {
    const svg = picture('</text><script>alert(1)</script>&"', 1);
    expect(svg)
      .to.not.include('<script')
      .and.to.not.match(/<\/text><script/);
    expect(svg).to.include('&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;');
  });

  it('leaves out what XML does not allow', () => expect(escapeXml('a\u0000b\uD800c')).to.equal('ab\uFFFDc'));

  it('has no bars without numbers', () => expect(picture('Куда?', null)).to.include('width="0"'));

  it('breaks long questions and endless words, and loses nothing', () => {
    expect(wrap('раз два три', 7)).to.deep.equal(['раз два', 'три']);
    expect(wrap('я'.repeat(10), 4)).to.deep.equal(['яяяя', 'яяяя', 'яя']);
    expect(wrap('🎓🎓🎓', 2).join('')).to.equal('🎓🎓🎓');
  });
});
