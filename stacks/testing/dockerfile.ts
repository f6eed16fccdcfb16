/** Reads a Dockerfile without Docker: its instructions, and the content of its last stage. */
type Instruction = { readonly name: string; readonly text: string; readonly stage: number };

/** The instructions in order, with continuation lines joined and the number of the build stage of each. */
function instructionsOf(dockerfile: string): Instruction[] {
  const lines = dockerfile
    .replaceAll(/^\s*#.*$/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  let stage = -1;
  return lines.map((line) => {
    const [, name = '', text = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stage += 1;
    return { name, text: text.trim(), stage };
  });
}

type Copy = { readonly from: string; readonly to: string };

export type Image = {
  /** Base images, with arguments substituted. */
  readonly bases: readonly string[];
  readonly workdir: string;
  /** Files that the last stage copies from the build stage: path in the repository and in the image. */
  readonly copies: readonly Copy[];
  /** Files fetched by URL, with the flags of the instruction. */
  readonly additions: readonly { readonly flags: string; readonly address: string; readonly to: string }[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
};

const sourceRoot = '/source/';

export function readImage(dockerfile: string): Image {
  const all = instructionsOf(dockerfile);
  const last = Math.max(...all.map(({ stage }) => stage));
  const named = (name: string): readonly string[] =>
    all.filter((each) => each.stage === last && each.name === name).map(({ text }) => text);
  const defaults = new Map(
    all
      .filter(({ name }) => name === 'ARG')
      .map(({ text }) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)] as const),
  );
  const filled = (text: string): string =>
    text.replaceAll(/\$\{(\w+)\}/g, (reference, name: string) => defaults.get(name) ?? reference);
  const list = (text: string | undefined): readonly string[] => JSON.parse(text ?? '[]') as string[];
  const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => !word.startsWith('--'));
  return {
    bases: all.filter(({ name }) => name === 'FROM').map(({ text }) => filled(words(text)[0] ?? '')),
    workdir: named('WORKDIR').at(-1) ?? '/',
    copies: named('COPY').map((text) => {
      const [from = '', to = ''] = words(text);
      return { from: from.replace(sourceRoot, ''), to };
    }),
    additions: named('ADD').map((text) => {
      const [address = '', to = ''] = words(text);
      return {
        flags: text
          .split(/\s+/)
          .filter((word) => word.startsWith('--'))
          .join(' '),
        address,
        to,
      };
    }),
    environment: Object.fromEntries(
      named('ENV').map((text) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)]),
    ),
    user: named('USER').at(-1) ?? 'root',
    entrypoint: list(named('ENTRYPOINT').at(-1)),
    command: list(named('CMD').at(-1)),
    healthCheck: list(/CMD (\[.*\])$/.exec(named('HEALTHCHECK').at(-1) ?? '')?.[1]),
  };
}
