import { expect } from 'chai';
import { groupSlot, hashedIdentity, legacyIdentity, sfuRoomName } from './sfu-names.ts';

// Expected values: printf '%s' '["…"]' | openssl dgst -sha256 -binary | base64 | tr -d =
describe('Names on LiveKit', () => {
  it('of a room are the hash of room and slot', () =>
    expect(sfuRoomName('!lesson:example.org')).to.equal('ePcLmTzsWeQJ4cRdaWc+JQB+TNYpXMeSWbi2FFEccGQ'));
  it('of a breakout group have their own slot, and JSON is escaped as Go does', () =>
    expect(sfuRoomName('!a&b', groupSlot(2))).to.equal('mSbd3N1E+kLpzsNMtv/LiorH050PtYFQbdjPlrgqsb0'));
  it('of a participant are plain in the legacy mode', () =>
    expect(legacyIdentity('@anna:example.org', 'DEV')).to.equal('@anna:example.org:DEV'));
  it('of a participant are a hash in the new mode', () =>
    expect(hashedIdentity('@anna:example.org', 'DEV', 'member')).to.equal(
      'xJWJ9xsOvruvfYYbImx+NIcXRpEg7/zKCEBncoD7SMU',
    ));
});
