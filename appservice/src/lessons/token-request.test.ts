import { expect } from 'chai';
import { readLegacyRequest, readRequest, TokenError, type TokenRequest } from './token-request.ts';

const openid = {
  access_token: 'secret',
  token_type: 'Bearer',
  matrix_server_name: 'example.org',
  expires_in: 3600,
};
const legacy = { room: '!room', openid_token: openid, device_id: 'DEV' };
const current = {
  room_id: '!room',
  slot_id: 'm.call#ROOM',
  openid_token: openid,
  member: { id: 'member', claimed_user_id: '@anna:example.org', claimed_device_id: 'DEV' },
};

function said(read: (body: unknown) => TokenRequest, body: unknown): string {
  try {
    read(body);
    return 'read';
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return `${error.status} ${error.errcode}`;
  }
}

describe('A request for a token', () => {
  it('of the legacy kind is read', () => {
    const request = readLegacyRequest(legacy);
    expect(request.identityOf('@anna:example.org')).to.equal('@anna:example.org:DEV');
    expect([request.roomId, request.claimed]).to.deep.equal(['!room', null]);
  });

  it('of either kind leads into the same room', () =>
    expect(readLegacyRequest(legacy).sfuRoom).to.equal(readRequest(current).sfuRoom));

  const cases: [sentence: string, typeof readRequest, unknown, said: string][] = [
    [
      'with all that it may have',
      readLegacyRequest,
      { ...legacy, delay_id: 'd', delay_timeout: 18000, delay_cs_api_url: 'https://x' },
      'read',
    ],
    [
      'of the new kind with all that it may have',
      readRequest,
      { ...current, delay_id: 'd', delay_timeout: 18000 },
      'read',
    ],
    ['with nulls is as without', readLegacyRequest, { ...legacy, delay_id: null }, 'read'],
    ['with a key too many is no JSON', readLegacyRequest, { ...legacy, power: 100 }, '400 M_NOT_JSON'],
    [
      'also deep inside',
      readRequest,
      { ...current, member: { ...current.member, role: 'teacher' } },
      '400 M_NOT_JSON',
    ],
    [
      'also in the token',
      readRequest,
      { ...current, openid_token: { ...openid, sub: '@admin:example.org' } },
      '400 M_NOT_JSON',
    ],
    [
      'with a key of an object’s prototype',
      readLegacyRequest,
      JSON.parse('{"__proto__": 1, "constructor": 1}'),
      '400 M_NOT_JSON',
    ],
    ['with a number for a text', readLegacyRequest, { ...legacy, room: 7 }, '400 M_NOT_JSON'],
    [
      'with a fraction',
      readLegacyRequest,
      { ...legacy, delay_id: 'd', delay_timeout: 1.5 },
      '400 M_NOT_JSON',
    ],
    ['with a list for an object', readRequest, { ...current, member: [] }, '400 M_NOT_JSON'],
    ['that is a list', readRequest, [current], '400 M_NOT_JSON'],
    ['that is nothing', readRequest, undefined, '400 M_NOT_JSON'],
    ['without a room', readLegacyRequest, { ...legacy, room: '' }, '400 M_BAD_JSON'],
    [
      'without a device',
      readLegacyRequest,
      { ...legacy, device_id: undefined, room: '!room' },
      '400 M_NOT_JSON',
    ],
    ['with an empty device', readLegacyRequest, { ...legacy, device_id: '' }, '400 M_BAD_JSON'],
    ['without a token', readLegacyRequest, { room: '!room', device_id: 'DEV' }, '400 M_BAD_JSON'],
    [
      'with an empty token',
      readLegacyRequest,
      { ...legacy, openid_token: { ...openid, access_token: '' } },
      '400 M_BAD_JSON',
    ],
    ['without a slot', readRequest, { ...current, slot_id: '' }, '400 M_BAD_JSON'],
    [
      'without a member',
      readRequest,
      { room_id: '!room', slot_id: 'm.call#ROOM', openid_token: openid },
      '400 M_BAD_JSON',
    ],
    ['with half a delayed leave', readRequest, { ...current, delay_id: 'd' }, '400 M_BAD_JSON'],
    ['with the other half', readLegacyRequest, { ...legacy, delay_timeout: 18000 }, '400 M_BAD_JSON'],
    [
      'with a room longer than any',
      readLegacyRequest,
      { ...legacy, room: `!${'x'.repeat(300)}` },
      '400 M_BAD_JSON',
    ],
    ['for a breakout group', readRequest, { ...current, slot_id: 'm.call#ROOM/1' }, '403 M_FORBIDDEN'],
  ];
  for (const [sentence, read, body, answer] of cases)
    it(sentence, () => expect(said(read, body)).to.equal(answer));
});
