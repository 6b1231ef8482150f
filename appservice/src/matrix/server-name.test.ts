import { expect } from 'chai';
import { findServer, parseServerName, type Discovery } from './server-name.ts';

describe('A server name', () => {
  const cases: [string, { host: string; port: number | null } | null][] = [
    ['example.org', { host: 'example.org', port: null }],
    ['example.org:8448', { host: 'example.org', port: 8448 }],
    ['localhost:1234', { host: 'localhost', port: 1234 }],
    ['1.2.3.4', { host: '1.2.3.4', port: null }],
    ['[2a00::1]:443', { host: '2a00::1', port: 443 }],
    ['[2a00::1]', { host: '2a00::1', port: null }],
    ['[not-an-address]', null],
    ['2a00::1', null],
    ['', null],
    [':8448', null],
    ['example.org:0', null],
    ['example.org:70000', null],
    ['example.org/path', null],
    ['user@example.org', null],
    ['example.org#x', null],
    ['exa mple.org', null],
    ['-example.org', null],
    ['a..b', null],
    [`${'a'.repeat(300)}.org`, null],
  ];
  for (const [text, parsed] of cases) {
    it(`${JSON.stringify(text.slice(0, 40))} is ${parsed === null ? 'refused' : 'read'}`, () =>
      expect(parseServerName(text)).to.deep.equal(parsed));
  }
});

describe('Where a server is found', () => {
  const network = (more: {
    wellKnown?: Record<string, string>;
    srv?: Record<string, { name: string; port: number }>;
  }): Discovery => ({
    wellKnown: (host) => Promise.resolve(more.wellKnown?.[host] ?? null),
    srv: (service, host) => Promise.resolve(more.srv?.[`${service}.${host}`] ?? null),
  });
  const at = (host: string, port: number, certificateName = host, hostHeader = host) => ({
    host,
    port,
    certificateName,
    hostHeader,
  });

  const cases: [string, string, Discovery, object | null][] = [
    [
      '1. an address is asked directly',
      '1.2.3.4',
      network({ wellKnown: { '1.2.3.4': 'evil.org' } }),
      at('1.2.3.4', 8448),
    ],
    [
      '2. so is a name with a port',
      'a.org:99',
      network({ wellKnown: { 'a.org': 'b.org' } }),
      at('a.org', 99, 'a.org', 'a.org:99'),
    ],
    [
      '3.1 a well-known file may name an address',
      'a.org',
      network({ wellKnown: { 'a.org': '5.6.7.8' } }),
      at('5.6.7.8', 8448),
    ],
    [
      '3.2 … or a name with a port',
      'a.org',
      network({ wellKnown: { 'a.org': 'b.org:443' } }),
      at('b.org', 443, 'b.org', 'b.org:443'),
    ],
    [
      '3.3 … or a name with an SRV record, whose certificate is that of the name',
      'a.org',
      network({
        wellKnown: { 'a.org': 'b.org' },
        srv: { '_matrix-fed._tcp.b.org': { name: 'c.org', port: 1 } },
      }),
      at('c.org', 1, 'b.org', 'b.org'),
    ],
    ['3.5 … or a plain name', 'a.org', network({ wellKnown: { 'a.org': 'b.org' } }), at('b.org', 8448)],
    [
      '4. without one, the SRV record counts',
      'a.org',
      network({ srv: { '_matrix-fed._tcp.a.org': { name: 'c.org', port: 1 } } }),
      at('c.org', 1, 'a.org', 'a.org'),
    ],
    [
      '5. also under its old name',
      'a.org',
      network({ srv: { '_matrix._tcp.a.org': { name: 'c.org', port: 1 } } }),
      at('c.org', 1, 'a.org', 'a.org'),
    ],
    ['6. else the name itself', 'a.org', network({}), at('a.org', 8448)],
    [
      'a well-known file with nonsense counts as none',
      'a.org',
      network({ wellKnown: { 'a.org': 'http://b.org/' } }),
      at('a.org', 8448),
    ],
    ['what is no server name is found nowhere', 'a.org/x', network({}), null],
  ];
  for (const [says, name, discovery, destination] of cases) {
    it(says, async () => expect(await findServer(name, discovery)).to.deep.equal(destination));
  }
});
