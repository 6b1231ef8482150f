import { expect } from 'chai';
import { checkName, cleanProfileName, MAX_NAME_LENGTH, type NameProblem } from './names.ts';

describe('a name that somebody types', () => {
  const good: [what: string, typed: string, name: string][] = [
    ['is taken as it is', 'Оля Птичкина', 'Оля Птичкина'],
    ['may have an apostrophe and a hyphen', 'Д’Артаньян-Тестов', 'Д’Артаньян-Тестов'],
    ['loses white space around it and doubled within', '  Оля \t\n  Птичкина\u00a0 ', 'Оля Птичкина'],
    ['is put into normal form C', 'И\u0306осиф', 'Йосиф'],
    ['may be a single letter', 'Ю', 'Ю'],
    ['may be written from right to left', 'נועה', 'נועה'],
    ['may hold a picture', 'Оля 🐦', 'Оля 🐦'],
    ['may be markup, which is only text here', '<b>Оля</b>', '<b>Оля</b>'],
    ['may be as long as the limit', 'я'.repeat(MAX_NAME_LENGTH), 'я'.repeat(MAX_NAME_LENGTH)],
  ];
  for (const [what, typed, name] of good) {
    it(what, () => expect(checkName(typed)).to.deep.equal({ name }));
  }

  const bad: [what: string, typed: string, problem: NameProblem][] = [
    ['is refused when empty', '', 'empty'],
    ['is refused when only white space', ' \t\u00a0\u3000', 'empty'],
    ['is refused without a letter or digit', '...', 'empty'],
    ['is refused when longer than the limit', 'я'.repeat(MAX_NAME_LENGTH + 1), 'too_long'],
    ['is refused with a control character', 'Оля\u0007', 'forbidden_characters'],
    ['is refused with a null character', 'Оля\u0000Птичкина', 'forbidden_characters'],
    ['is refused with a bidi override', 'Оля\u202eанилП', 'forbidden_characters'],
    ['is refused with a bidi isolate', '\u2067Оля\u2069', 'forbidden_characters'],
    ['is refused with a left-to-right mark', 'Оля\u200e', 'forbidden_characters'],
    ['is refused with half a surrogate pair', 'Оля\ud83d', 'forbidden_characters'],
    ['is refused with a private character', 'Оля\ue000', 'forbidden_characters'],
    ['is refused with a pile of combining marks', `О${'\u0301'.repeat(20)}ля`, 'forbidden_characters'],
  ];
  for (const [what, typed, problem] of bad) {
    it(what, () => expect(checkName(typed)).to.deep.equal({ problem }));
  }
});

describe('a profile name of another homeserver', () => {
  const cases: [what: string, profile: unknown, name: string | null][] = [
    ['is taken when it is a name', ' Вера  Тестова ', 'Вера Тестова'],
    ['loses what would turn the writing direction', 'Вера\u202eавотсеТ', 'Вера авотсеТ'],
    ['loses control characters', 'Вера\u0000\u0001Тестова', 'Вера Тестова'],
    ['is cut to the limit', 'я'.repeat(5000), 'я'.repeat(MAX_NAME_LENGTH)],
    ['is nothing when nothing readable is left', '\u202e\u0000', null],
    ['is nothing when it is no text', { name: 'Вера' }, null],
    ['is nothing when it is missing', undefined, null],
  ];
  for (const [what, profile, name] of cases) {
    it(what, () => expect(cleanProfileName(profile)).to.equal(name));
  }
});
