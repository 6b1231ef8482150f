import { expect } from 'chai';
import type { LookupAddress } from 'node:dns';
import { isPublicAddress, publicLookup } from './public-address.ts';

describe('An address is on the public internet', () => {
  const yes = ['8.8.8.8', '172.32.0.1', '192.169.0.1', '100.128.0.1', '2a00:1450::1', '2606:4700::1111'];
  const no = [
    ...[
      '127.0.0.1',
      '127.9.9.9',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
    ],
    ...['169.254.169.254', '224.0.0.1', '255.255.255.255', '198.18.0.1', '192.0.2.1', '203.0.113.9'],
    ...[
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'fd12:3456::1',
      'ff02::1',
      '2001:db8::1',
      '2002:7f00:1::',
      '64:ff9b::7f00:1',
    ],
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', 'localhost', '', '127.1', '0x7f000001'],
  ];
  for (const address of yes) it(`yes: ${address}`, () => expect(isPublicAddress(address)).to.equal(true));
  for (const address of no) it(`no: ${address}`, () => expect(isPublicAddress(address)).to.equal(false));

  it('a name that resolves to this machine is not connected to', async () => {
    const { promise, resolve } = Promise.withResolvers<Error | null>();
    publicLookup('localhost', { all: true }, (error: Error | null, _addresses: string | LookupAddress[]) =>
      resolve(error),
    );
    expect((await promise)?.message).to.equal('localhost is not at a public address');
  });
});
