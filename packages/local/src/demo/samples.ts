/** An agent of the demo and its paid service. */
export interface Sample {
  /** Name of the wallet in `endpoints.json` that receives the agent's payments. */
  readonly wallet: string;
  readonly name: string;
  readonly description: string;
  readonly skills: readonly string[];
  readonly path: `/${string}`;
  readonly price: `$${string}`;
  readonly payments: number;
  readonly answer: (question: string) => unknown;
}

export const SAMPLES: readonly Sample[] = [
  {
    wallet: 'agent-1',
    name: 'Word Counter',
    description: 'Counts the words of a text.',
    skills: ['text-analysis'],
    path: '/count',
    price: '$0.01',
    payments: 5,
    answer: (text) => ({ words: text.split(/\s+/).filter(Boolean).length }),
  },
  {
    wallet: 'agent-2',
    name: 'Reverser',
    description: 'Turns a text round.',
    skills: ['text-analysis', 'reversal'],
    path: '/reverse',
    price: '$0.05',
    payments: 3,
    answer: (text) => ({ reversed: Array.from(text).toReversed().join('') }),
  },
  {
    wallet: 'agent-3',
    name: 'Prime Checker',
    description: 'Says whether a number is prime.',
    skills: ['mathematics'],
    path: '/prime',
    price: '$0.25',
    payments: 1,
    answer: (text) => {
      const n = Number.parseInt(text, 10) || 0;
      return {
        n,
        prime:
          n > 1 &&
          Array.from({ length: Math.floor(Math.sqrt(n)) - 1 }, (_, index) => index + 2).every((d) => n % d !== 0),
      };
    },
  },
];
