/** Parta's HTTP API (protocol/openapi.yaml), one function an operation. */
import { deskOperations } from './desk.ts';
import { Failure } from './failure.ts';
import { requestOnce, requestWithRetries, type JsonRequest, type Transport } from './http.ts';
import { peopleOperations } from './people.ts';
import { pollOperations } from './polls.ts';
import { documentOperations } from './documents.ts';
import { timetableOperations } from './timetable.ts';
import type * as T from './types.ts';

export interface ApiDependencies {
  readonly transport: Transport;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** The language that sentences of errors should have. */
  readonly locale: () => string;
  readonly token: () => string | null;
  /** Tells this browser apart from others. */
  readonly deviceKey: () => string;
  /** Gets a fresh API session (from a Matrix OpenID token) and returns its token; null when there is nobody logged in. */
  readonly renewToken: () => Promise<string | null>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** The request may be repeated without harm. GET always is. */
  readonly repeatable?: boolean;
  /** Sent without a session. */
  readonly open?: boolean;
  /** Sent with the session that is there, and without one when there is none: nothing is renewed. */
  readonly sessionIfAny?: boolean;
  /** The answer is a text, not JSON. */
  readonly text?: boolean;
  /** Milliseconds for one attempt. */
  readonly timeoutMs?: number;
}

export interface LessonChange {
  readonly profile?: T.LessonProfile;
  readonly locked?: boolean;
  readonly lobby?: boolean;
  readonly spotlight?: string | null;
  readonly prolong_minutes?: number;
}
export type SeatChange = Partial<Pick<T.LessonSeat, 'admitted' | 'may_speak' | 'may_show' | 'removed'>>;
export interface AttendanceChange {
  readonly status?: T.AttendanceStatus | null;
  readonly note?: string | null;
}

export type Api = ReturnType<typeof createApi>;

export function createApi({ transport, baseUrl, locale, token, deviceKey, renewToken }: ApiDependencies) {
  let renewal: Promise<string | null> | null = null;
  /** Many requests may find the session expired at once; one renewal serves them all. */
  const renewOnce = (): Promise<string | null> =>
    (renewal ??= renewToken().finally(() => {
      renewal = null;
    }));

  async function call<Result>(
    method: JsonRequest['method'],
    path: string,
    options: CallOptions = {},
  ): Promise<Result> {
    const send = options.repeatable === true || method === 'GET' ? requestWithRetries : requestOnce;
    const attempt = (bearer: string | null): Promise<unknown> =>
      send(transport, {
        method,
        url: baseUrl + path,
        headers: {
          'Accept-Language': locale(),
          ...(bearer === null || options.open === true ? {} : { Authorization: `Bearer ${bearer}` }),
        },
        body: options.body,
        signal: options.signal,
        ...(options.text === true && { answer: 'text' }),
        ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      });
    if (options.open === true) return (await attempt(null)) as Result;
    if (options.sessionIfAny === true) return (await attempt(token())) as Result;
    const bearer = token() ?? (await renewOnce());
    try {
      return (await attempt(bearer)) as Result;
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) throw error;
      const renewed = await renewOnce();
      if (renewed === null) throw error;
      return (await attempt(renewed)) as Result;
    }
  }

  const id = encodeURIComponent;
  const lessonPath = (roomId: string): string => `/rooms/${id(roomId)}/lesson`;
  return {
    info: () => call<T.Info>('GET', '/info', { open: true }),
    createSession: (openid: T.OpenIdToken) =>
      call<T.ApiSession>('POST', '/sessions', {
        body: { openid, device_key: deviceKey() },
        open: true,
        repeatable: true,
      }),
    endSession: () => call<undefined>('DELETE', '/sessions/current'),
    me: (signal?: AbortSignal) => call<T.Me>('GET', '/me', { signal }),
    updateMe: (change: Partial<Pick<T.Me, 'locale' | 'reminder_minutes'>>) =>
      call<T.Me>('PATCH', '/me', { body: change, repeatable: true }),
    setPassword: (password: string) =>
      call<undefined>('PUT', '/me/password', { body: { password }, repeatable: true }),
    classPeople: async (classId: string) =>
      (await call<{ people: T.ClassPerson[] }>('GET', `/classes/${id(classId)}/people`)).people,
    createLoginLink: (personId: string) =>
      call<T.CreatedLink>('POST', `/people/${id(personId)}/login-links`, { body: {} }),
    redeemLoginLink: (code: string, idempotencyKey: string) =>
      call<T.LoggedIn>('POST', '/login-links/redeem', {
        body: { code, idempotency_key: idempotencyKey, device_key: deviceKey() },
        open: true,
        repeatable: true,
      }),
    invites: async (classId: string) =>
      (await call<{ invites: T.Invite[] }>('GET', `/invites?class_id=${id(classId)}`)).invites,
    createInvite: (wish: {
      class_id: string;
      role: T.InviteRole;
      max_uses: number;
      expires_in_seconds: number;
      needs_approval: boolean;
    }) => call<{ invite: T.Invite; link: T.CreatedLink }>('POST', '/invites', { body: wish }),
    inviteParent: (classId: string, childId: string) =>
      call<{ invite: T.Invite; link: T.CreatedLink }>('POST', '/invites', {
        body: { class_id: classId, role: 'parent', child_id: childId },
      }),
    createGuardianInvite: () =>
      call<{ invite: T.Invite; link: T.CreatedLink }>('POST', '/me/guardian-invites'),
    myGuardianships: async () =>
      (await call<{ guardianships: T.Guardianship[] }>('GET', '/me/guardianships')).guardianships,
    classGuardianships: async (classId: string) =>
      (await call<{ guardianships: T.Guardianship[] }>('GET', `/classes/${id(classId)}/guardianships`))
        .guardianships,
    updateGuardianship: (guardianshipId: string, change: T.GuardianshipPatch) =>
      call<T.Guardianship>('PATCH', `/guardianships/${id(guardianshipId)}`, {
        body: change,
        repeatable: true,
      }),
    previewInvite: (code: string, signal?: AbortSignal) =>
      call<T.InvitePreview>('POST', '/invites/preview', {
        body: { code },
        open: true,
        repeatable: true,
        signal,
      }),
    redeemInvite: (redeem: { code: string; name: string; locale: T.Me['locale']; idempotency_key: string }) =>
      call<T.LoggedIn>('POST', '/invites/redeem', {
        body: { ...redeem, device_key: deviceKey() },
        sessionIfAny: true,
        repeatable: true,
      }),
    revokeInvite: (inviteId: string) =>
      call<T.Invite>('DELETE', `/invites/${id(inviteId)}`, { repeatable: true }),
    inviteUses: async (inviteId: string) =>
      (await call<{ uses: T.InviteUse[] }>('GET', `/invites/${id(inviteId)}/uses`)).uses,
    decideUse: (inviteId: string, useId: string, status: 'approved' | 'declined') =>
      call<T.InviteUse>('PATCH', `/invites/${id(inviteId)}/uses/${id(useId)}`, {
        body: { status },
        repeatable: true,
      }),
    lesson: (roomId: string, signal?: AbortSignal) =>
      call<T.LessonView>('GET', lessonPath(roomId), { signal }),
    openLesson: (roomId: string, wish: { title?: string; minutes: number; profile: T.LessonProfile }) =>
      call<T.LessonView>('POST', lessonPath(roomId), { body: wish, repeatable: true }),
    updateLesson: (roomId: string, change: LessonChange) =>
      call<T.LessonView>('PATCH', lessonPath(roomId), { body: change }),
    endLesson: (roomId: string) => call<T.LessonView>('DELETE', lessonPath(roomId), { repeatable: true }),
    takeSeat: (roomId: string, seat: { device_id: string; group?: number }, signal?: AbortSignal) =>
      call<T.LessonTicket>('POST', `${lessonPath(roomId)}/seat`, { body: seat, signal }),
    muteInLesson: (roomId: string, userId: string | null, source: 'microphone' | 'camera' | 'screen_share') =>
      call<undefined>('POST', `${lessonPath(roomId)}/mute`, {
        body: { user_id: userId, source },
        repeatable: true,
      }),
    updateSeat: (roomId: string, userId: string, change: SeatChange) =>
      call<T.LessonSeat>('PATCH', `${lessonPath(roomId)}/seats/${id(userId)}`, {
        body: change,
        repeatable: true,
      }),
    lowerHands: (roomId: string, userId: string | null) =>
      call<undefined>('POST', `${lessonPath(roomId)}/lower-hands`, {
        body: { user_id: userId },
        repeatable: true,
      }),
    setLessonGroups: (roomId: string, groups: readonly { title: string; user_ids: readonly string[] }[]) =>
      call<T.LessonView>('PUT', `${lessonPath(roomId)}/groups`, { body: { groups }, repeatable: true }),
    startRecording: (roomId: string) => call<T.LessonView>('POST', `${lessonPath(roomId)}/recording`),
    stopRecording: (roomId: string) =>
      call<T.LessonView>('DELETE', `${lessonPath(roomId)}/recording`, { repeatable: true }),
    questions: async (roomId: string) =>
      (await call<{ questions: T.BroadcastQuestion[] }>('GET', `/rooms/${id(roomId)}/questions`)).questions,
    askQuestion: (roomId: string, question: { text: string; named: boolean }) =>
      call<T.BroadcastQuestion>('POST', `/rooms/${id(roomId)}/questions`, { body: question }),
    decideQuestion: (
      roomId: string,
      questionId: string,
      decision: { status: 'approved' | 'declined'; with_name: boolean },
    ) =>
      call<T.BroadcastQuestion>('PATCH', `/rooms/${id(roomId)}/questions/${id(questionId)}`, {
        body: decision,
        repeatable: true,
      }),
    attendance: async (classId: string) =>
      (await call<{ sessions: T.AttendanceSession[] }>('GET', `/classes/${id(classId)}/attendance`)).sessions,
    attendanceOf: (sessionId: string) => call<T.Attendance>('GET', `/attendance/${id(sessionId)}`),
    attendanceTable: (sessionId: string) =>
      call<string>('GET', `/attendance/${id(sessionId)}.csv`, { text: true }),
    correctAttendance: (sessionId: string, personId: string, change: AttendanceChange) =>
      call<T.AttendancePerson>('PATCH', `/attendance/${id(sessionId)}/people/${id(personId)}`, {
        body: change,
        repeatable: true,
      }),
    ...pollOperations(call),
    /** For what is sent besides: the bytes of an upload. */
    bearer: async (): Promise<string | null> => token() ?? (await renewOnce()),
    ...documentOperations(call),
    roomQuiet: (roomId: string) => call<T.RoomQuiet>('GET', `/rooms/${id(roomId)}/quiet`),
    posts: async () => (await call<{ posts: T.Post[] }>('GET', '/posts')).posts,
    createPost: (post: T.NewPost) => call<T.Post>('POST', '/posts', { body: post, repeatable: true }),
    changePost: (postId: string, body: string) =>
      call<T.Post>('PUT', `/posts/${id(postId)}`, { body: { body }, repeatable: true }),
    cancelPost: (postId: string) => call<undefined>('DELETE', `/posts/${id(postId)}`),
    myQuietHours: () => call<T.MyQuietHours>('GET', '/me/quiet-hours'),
    leaveQuietHours: (left: boolean) =>
      call<T.MyQuietHours>('PUT', '/me/quiet-hours', { body: { left }, repeatable: true }),
    ...timetableOperations(call),
    ...peopleOperations(call),
    ...deskOperations(call),
  };
}
