/** Writes files that follow from other files of the repository. */
export interface Generator {
  readonly name: string;
  /**
   * The wanted text of each generated file by its path below `root`, before formatting. A file whose text depends on
   * nothing that changed may be left out.
   */
  readonly generate: (root: string) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
}
