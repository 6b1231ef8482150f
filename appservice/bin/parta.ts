#!/usr/bin/env node
/** The `parta` command; see src/cli. */

// Deprecations inside of dependencies are nothing that an operator can mend.
process.noDeprecation = true;

const { runCommandLine } = await import('../src/cli/main.ts');
process.exit(await runCommandLine(process.argv.slice(2), process));
