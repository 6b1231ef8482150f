/** A valid request for each operation of lessons, broadcasts and subscribed calendars. */
import type { Json } from './mutate.ts';
import type { LoggedInPerson, RunningSchool } from './running-school.ts';

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly body: Json;
  /** Asks as the teacher. */
  readonly loggedIn?: boolean;
}

/** Opens a lesson and a broadcast as the teacher, who administers the school, too. */
export async function lessonOperations(
  { core, school }: RunningSchool,
  teacher: LoggedInPerson,
  pupil: LoggedInPerson,
): Promise<Record<string, Operation>> {
  const { schoolId, classId } = school;
  const [ofClass, ofSchool] = [
    await core.rooms.listForClass(classId),
    await core.rooms.listForSchool(schoolId),
  ];
  const pathOf = (kind: string): string => {
    const { roomId } = [...ofClass, ...ofSchool].find((room) => room.kind === kind)!;
    return `/rooms/${encodeURIComponent(roomId)}`;
  };
  const [lesson, hall] = [`${pathOf('lesson_room')}/lesson`, pathOf('broadcast_hall')];
  const { body: view } = await teacher.parta.post(lesson, { title: 'Физика', minutes: 240 });
  const { session } = view as { session: { id: string } };
  await teacher.parta.post(`${hall}/lesson`, { title: 'Линейка', minutes: 240, profile: 'broadcast' });
  const question = { text: 'Когда каникулы?', named: true };
  const { body: asked } = await teacher.parta.post(`${hall}/questions`, question);
  const { question_id: questionId } = asked as { question_id: string };
  const subscription = { class_id: classId, url: 'https://calendar.invalid/a.ics', title: 'Уроки' };
  const { body: subscribed } = await teacher.parta.post('/timetable-subscriptions', subscription);
  const { subscription_id: subscriptionId } = subscribed as { subscription_id: string };

  const asTeacher = (method: string, path: string, body: Json): Operation => ({
    method,
    path,
    body,
    loggedIn: true,
  });
  return {
    openRoomLesson: asTeacher('POST', lesson, { title: 'Физика', minutes: 240, profile: 'listen' }),
    updateRoomLesson: asTeacher('PATCH', lesson, {
      profile: 'discussion',
      locked: false,
      lobby: true,
      spotlight: pupil.userId,
    }),
    takeLessonSeat: asTeacher('POST', `${lesson}/seat`, { device_id: 'DEVICE' }),
    muteInLesson: asTeacher('POST', `${lesson}/mute`, { user_id: null, source: 'microphone' }),
    updateLessonSeat: asTeacher('PATCH', `${lesson}/seats/${encodeURIComponent(pupil.userId)}`, {
      admitted: true,
      may_speak: null,
      removed: false,
    }),
    lowerHands: asTeacher('POST', `${lesson}/lower-hands`, { user_id: null }),
    setLessonGroups: asTeacher('PUT', `${lesson}/groups`, {
      groups: [{ title: 'Первая', user_ids: [pupil.userId] }],
    }),
    correctAttendance: asTeacher('PATCH', `/attendance/${session.id}/people/${pupil.personId}`, {
      status: 'late',
      note: 'Автобус',
    }),
    askQuestion: asTeacher('POST', `${hall}/questions`, question),
    decideQuestion: asTeacher('PATCH', `${hall}/questions/${questionId}`, {
      status: 'approved',
      with_name: true,
    }),
    createTimetableSubscription: asTeacher('POST', '/timetable-subscriptions', {
      ...subscription,
      url: 'https://calendar.invalid/b.ics',
      title: 'Кружки',
    }),
    updateTimetableSubscription: asTeacher('PATCH', `/timetable-subscriptions/${subscriptionId}`, {
      every_minutes: 60,
      paused: true,
      time_zones: { Somewhere: 'Europe/Moscow' },
    }),
  };
}
