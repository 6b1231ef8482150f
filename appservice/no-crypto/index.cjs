'use strict';
// matrix-bot-sdk loads this package at import time, and its real form downloads a native
// library from outside the npm registry. Parta's appservice does no end-to-end encryption,
// so loading must be harmless and any use of it must say clearly what is wrong.

const explain = (name) =>
  new Error(`${String(name)}: this appservice does no end-to-end encryption (see docs/architecture.md)`);

module.exports = new Proxy(
  {},
  {
    get(_target, name) {
      if (name === '__esModule' || typeof name === 'symbol') return undefined;
      // Enumerations are read at import time (StoreType.Sqlite); classes only when used.
      return new Proxy(class NoCrypto {}, {
        get: (cls, key) => (key in cls || typeof key === 'symbol' ? Reflect.get(cls, key) : undefined),
        construct() {
          throw explain(name);
        },
        apply() {
          throw explain(name);
        },
      });
    },
  },
);
