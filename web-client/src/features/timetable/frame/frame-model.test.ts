import { expect } from 'chai';
import { bellRows, nextBell, readBells, readDaysOff, readTerms, spanRows, termRows } from './frame-model.ts';

describe('the frame of a timetable in a form', () => {
  it('names the last day, where the server names the day after', () => {
    const spans = [{ title: 'Каникулы', begins_on: '2026-10-26', ends_on: '2026-11-02' }];
    expect(spanRows(spans)).to.deep.equal([{ title: 'Каникулы', first: '2026-10-26', last: '2026-11-01' }]);
    expect(readDaysOff(spanRows(spans))).to.deep.equal({ value: spans });
  });

  it('keeps terms and bells as they are', () => {
    const terms = [
      { term_id: 't', title: 'I', begins_on: '2026-09-01', ends_on: '2026-10-26', week_cycle: 2 as const },
    ];
    expect(readTerms(termRows(terms))).to.deep.equal({
      value: [{ title: 'I', begins_on: '2026-09-01', ends_on: '2026-10-26', week_cycle: 2 }],
    });
    const bells = [{ number: 1, begins_at: '08:30', ends_at: '09:15' }];
    expect(readBells(bellRows(bells))).to.deep.equal({ value: bells });
  });

  it('says which row is wrong', () => {
    const good = { title: 'I', first: '2026-09-01', last: '2026-09-01' };
    for (const bad of [{ title: ' ' }, { first: '' }, { last: '2026-08-31' }, { last: '2026-02-30' }]) {
      expect(readDaysOff([good, { ...good, ...bad }])).to.deep.equal({ wrong: 1 });
    }
    const bell = { number: '1', begins: '08:30', ends: '09:15' };
    for (const bad of [{ number: '' }, { number: '21' }, { begins: '8:30' }, { ends: '08:30' }]) {
      expect(readBells([bell, { ...bell, ...bad }])).to.deep.equal({ wrong: 1 });
    }
  });

  it('proposes the next bell', () => {
    expect(nextBell([])).to.deep.equal({ number: '1', begins: '08:30', ends: '09:15' });
    expect(nextBell([{ number: '3', begins: '10:15', ends: '10:55' }])).to.deep.equal({
      number: '4',
      begins: '11:05',
      ends: '11:45',
    });
  });
});
