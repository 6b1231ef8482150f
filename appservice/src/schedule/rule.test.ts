import { expect } from 'chai';
import { readRule } from './rule.ts';

const read = (text: string): string => {
  const reading = readRule(text, 'Europe/Berlin');
  return 'rrule' in reading ? reading.rrule : `${reading.problem}: ${reading.part}`;
};

describe('A recurrence rule', () => {
  const cases: readonly [string, string, string][] = [
    ['is kept when it is well written', 'FREQ=WEEKLY;BYDAY=MO,WE', 'FREQ=WEEKLY;BYDAY=MO,WE'],
    ['gets its parts in order', 'BYDAY=MO;INTERVAL=2;FREQ=WEEKLY', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'],
    ['is read in any letter case', 'freq=daily;count=3', 'FREQ=DAILY;COUNT=3'],
    ['keeps an end in UTC', 'FREQ=DAILY;UNTIL=20261001T080000Z', 'FREQ=DAILY;UNTIL=20261001T080000Z'],
    [
      'that ends on a date ends with that day where the lesson is',
      'FREQ=DAILY;UNTIL=20261001',
      'FREQ=DAILY;UNTIL=20261001T215959Z',
    ],
    [
      'that ends on a date in winter knows of winter time',
      'FREQ=DAILY;UNTIL=20261201',
      'FREQ=DAILY;UNTIL=20261201T225959Z',
    ],
    [
      'that ends at a local time ends there',
      'FREQ=DAILY;UNTIL=20261001T101500',
      'FREQ=DAILY;UNTIL=20261001T081500Z',
    ],
    ['takes the last Friday of a month', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=MONTHLY;BYDAY=-1FR'],
    ['without a frequency is none', 'BYDAY=MO', 'rule_malformed: FREQ'],
    ['of an unknown frequency is none', 'FREQ=OFTEN', 'rule_malformed: FREQ=OFTEN'],
    ['that repeats within a day is none', 'FREQ=SECONDLY', 'rule_too_frequent: FREQ=SECONDLY'],
    ['with several times a day is none', 'FREQ=DAILY;BYHOUR=8,9', 'rule_too_frequent: BYHOUR=8,9'],
    ['of another calendar is none', 'RSCALE=CHINESE;FREQ=YEARLY', 'rule_part_unknown: RSCALE'],
    ['with a part nobody knows is none', 'FREQ=DAILY;FOO=1', 'rule_part_unknown: FOO'],
    ['with a part of objects is none', 'FREQ=DAILY;CONSTRUCTOR=1', 'rule_part_unknown: CONSTRUCTOR'],
    ['with a part twice is none', 'FREQ=DAILY;COUNT=1;COUNT=2', 'rule_malformed: COUNT=2'],
    ['with two ends is none', 'FREQ=DAILY;COUNT=1;UNTIL=20261001', 'rule_count_and_until: COUNT'],
    ['that happens less than once is none', 'FREQ=DAILY;COUNT=0', 'rule_malformed: COUNT=0'],
    ['that stands still is none', 'FREQ=DAILY;INTERVAL=0', 'rule_malformed: INTERVAL=0'],
    ['with a day that does not exist is none', 'FREQ=WEEKLY;BYDAY=XX', 'rule_malformed: BYDAY=XX'],
    ['with the first Monday of a week is none', 'FREQ=WEEKLY;BYDAY=1MO', 'rule_malformed: BYDAY=1MO'],
    ['with an end that is no date is none', 'FREQ=DAILY;UNTIL=20269999', 'rule_malformed: UNTIL=20269999'],
    ['with nothing in it is none', '', 'rule_malformed: '],
  ];
  for (const [what, text, expected] of cases) {
    it(what, () => expect(read(text)).to.equal(expected));
  }

  it('that never ends to be read is none', () => {
    expect(read(`FREQ=DAILY;BYDAY=${'MO,'.repeat(100_000)}MO`)).to.match(/^rule_too_long/);
  });
});
