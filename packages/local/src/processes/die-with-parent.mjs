// Loaded first into every child process: ends the child when its parent has ended, for whatever reason.
process.once('disconnect', () => process.exit(1));
// The channel to the parent must not keep a child alive that has nothing else to do.
process.channel?.unref();
