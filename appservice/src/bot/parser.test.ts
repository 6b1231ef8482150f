import { expect } from 'chai';
import fc from 'fast-check';
import { MAX_COMMAND_LENGTH, parseCommand, type CommandLine, type ParseProblem } from './parser.ts';

const line = (name: string, words: string[] = [], options: Record<string, string> = {}): CommandLine => ({
  name,
  words,
  options: new Map(Object.entries(options)),
});

describe('the bot’s command line', () => {
  const commands: [what: string, body: string, command: CommandLine][] = [
    ['is a command and its words', '!parta invite pupil 7Б', line('invite', ['pupil', '7Б'])],
    ['may begin in capitals or in Cyrillic', '!PARTA Help', line('help')],
    ['may be written with the Russian word', '!парта help', line('help')],
    ['is help when nothing follows', '!parta', line('help')],
    ['may have space around it', '  \n!parta   whoami \n', line('whoami')],
    ['has a short form to join', '!join 7KQ2-M0XA-94TD', line('join', ['7KQ2-M0XA-94TD'])],
    ['has a long form to join', '!parta join 7KQ2', line('join', ['7KQ2'])],
    ['takes a code in groups', '!join 7KQ2 M0XA 94TD', line('join', ['7KQ2', 'M0XA', '94TD'])],
    [
      'takes a link, also with = in it',
      '!join https://a.example/join?x=1#7KQ2',
      line('join', ['https://a.example/join?x=1#7KQ2']),
    ],
    ['joins without a code', '!join', line('join')],
    [
      'has options',
      '!parta invite pupil uses=30 expires=7d',
      line('invite', ['pupil'], { uses: '30', expires: '7d' }),
    ],
    ['has options between words', '!parta invite uses=30 pupil', line('invite', ['pupil'], { uses: '30' })],
    ['has options in any case', '!parta invite Uses=30', line('invite', [], { uses: '30' })],
    ['may have an empty option', '!parta invite uses=', line('invite', [], { uses: '' })],
    ['quotes words with spaces', '!parta invite pupil "7 Б"', line('invite', ['pupil', '7 Б'])],
    ['quotes with apostrophes', "!parta invite '7 Б'", line('invite', ['7 Б'])],
    ['quotes in the Russian way', '!parta invite «7 Б»', line('invite', ['7 Б'])],
    ['quotes in the English way', '!parta invite “7 Б”', line('invite', ['7 Б'])],
    ['quotes in the German way', '!parta invite „7 Б“', line('invite', ['7 Б'])],
    ['quotes values', '!parta invite class="7 Б"', line('invite', [], { class: '7 Б' })],
    ['does not take = in quotes for an option', '!parta x "a=b"', line('x', ['a=b'])],
    ['keeps quotes within a word', '!parta x 7"Б"', line('x', ['7"Б"'])],
    ['may span lines', '!parta invite\npupil\t7Б', line('invite', ['pupil', '7Б'])],
  ];
  for (const [what, body, command] of commands) {
    it(what, () => expect(parseCommand(body)).to.deep.equal({ command }));
  }

  const others: [what: string, body: string][] = [
    ['ordinary text', 'Доброе утро!'],
    ['nothing', ''],
    ['a command in the middle of a text', 'напиши !parta help'],
    ['a longer word', '!partas help'],
    ['another bot’s command', '!rooms list'],
    ['a quoted command', '> !parta help'],
    ['markup', '<b>!parta help</b>'],
  ];
  for (const [what, body] of others) {
    it(`is not ${what}`, () => expect(parseCommand(body)).to.equal(null));
  }

  const problems: [what: string, body: string, problem: ParseProblem][] = [
    ['too long', `!parta invite ${'x'.repeat(MAX_COMMAND_LENGTH)}`, 'too_long'],
    ['of too many words', `!parta invite ${'x '.repeat(21)}`, 'too_many_words'],
    ['with an open quote', '!parta invite "7 Б', 'open_quote'],
    ['with an open quote in an option', '!parta invite class=«7 Б', 'open_quote'],
    ['with an option given twice', '!parta invite uses=1 uses=2', 'option_twice'],
  ];
  for (const [what, body, problem] of problems) {
    it(`is refused when ${what}`, () => expect(parseCommand(body)).to.deep.equal({ problem }));
  }

  it('is understood or refused, but never crashes, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const parsed = parseCommand(`!parta ${text}`);
        expect(parsed).to.not.equal(null);
        if (parsed !== null && 'command' in parsed) expect(parsed.command.words.length).to.be.at.most(20);
      }),
    );
  });

  it('gives back the words that were quoted', () => {
    const word = fc.stringMatching(/^[\p{L}\d =]{1,15}$/u);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 15 }), (words) => {
        const parsed = parseCommand(`!parta x ${words.map((one) => `"${one}"`).join(' ')}`);
        expect(parsed).to.deep.equal({ command: line('x', words) });
      }),
    );
  });
});
