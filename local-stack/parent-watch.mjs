/**
 * Loaded into the script that bootstrap.mjs starts: when bootstrap.mjs is gone without a word (SIGKILL), the
 * script gets the SIGTERM that bootstrap.mjs could no longer send.
 */
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
