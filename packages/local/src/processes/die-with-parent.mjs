// Loaded first into every child process: when the parent is gone, however it went, so is the child.
process.once('disconnect', () => process.exit(1));
// Watching the parent alone is no reason to stay.
process.channel?.unref();
