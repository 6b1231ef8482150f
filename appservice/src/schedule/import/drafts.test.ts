import { expect } from 'chai';
import { createFindings } from '../../roster/findings.ts';
import { writeCalendar } from '../ical/write.ts';
import { sampleEvent } from '../testing/samples.ts';
import { draftsOfCalendar } from './drafts.ts';
import type { ImportCode } from './messages.ts';

describe('The lessons of a calendar', () => {
  it('are at most as many as a class can have: a larger file is refused as a whole and says why', async function () {
    this.timeout(60_000);
    const [head, event, tail] = writeCalendar({ name: '7Б', events: [sampleEvent({ uid: 'n' })] })
      .split(/(?=BEGIN:VEVENT)|(?<=END:VEVENT\r\n)/)
      .map(String);
    const of = (count: number): string =>
      head! + Array.from({ length: count }, (_, n) => event!.replace('UID:n', `UID:${n}`)).join('') + tail!;
    const read = async (count: number): Promise<[number, string[]]> => {
      const findings = createFindings<ImportCode>();
      const options = { file: 'a.ics', timeZone: 'Europe/Moscow', classId: '7b' };
      const drafts = await draftsOfCalendar(of(count), options, findings);
      return [drafts.length, findings.list().map(({ code }) => code)];
    };
    expect(await read(10_000)).to.deep.equal([10_000, []]);
    expect(await read(10_001)).to.deep.equal([0, ['too_many_lessons']]);
  });
});
