/** Tells the test server how each file ended: databases of passed files are dropped, those of failed ones kept. */
module.exports = class DatabaseReporter {
  async onTestFileResult(test, result) {
    const passed = result.numFailingTests === 0 && !result.testExecError;
    await globalThis[Symbol.for('registry.test-server')]?.fileDone(test.path, passed);
  }
};
