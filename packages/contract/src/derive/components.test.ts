import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { Components } from './components.ts';

const Colour = z.enum(['red', 'blue']).meta({ id: 'Colour' });
const Name = z.string().meta({ id: 'Name', example: 'cup' });
const Thing = z.strictObject({ name: Name, colour: Colour }).meta({ id: 'Thing' });

describe('components', () => {
  it('have two forms where a schema is used in requests and in answers and the forms differ', () => {
    const both = new Components([
      { schema: Thing, side: 'request' },
      { schema: Thing, side: 'answer' },
    ]);
    expect(both.all()).toEqual({
      Colour: { type: 'string', 'x-extensible-enum': ['red', 'blue'] },
      ColourInput: { type: 'string', enum: ['red', 'blue'] },
      Name: { type: 'string', examples: ['cup'] },
      Thing: {
        type: 'object',
        properties: { name: { $ref: '#/components/schemas/Name' }, colour: { $ref: '#/components/schemas/Colour' } },
        required: ['name', 'colour'],
      },
      ThingInput: {
        type: 'object',
        properties: {
          name: { $ref: '#/components/schemas/Name' },
          colour: { $ref: '#/components/schemas/ColourInput' },
        },
        required: ['name', 'colour'],
        additionalProperties: false,
      },
    });
    expect(both.schemaOf(Thing, 'request')).toEqual({ $ref: '#/components/schemas/ThingInput' });
    expect(both.schemaOf(Thing, 'answer')).toEqual({ $ref: '#/components/schemas/Thing' });
  });

  it('have two forms where only a schema that they refer to differs', () => {
    const List = z.array(Colour).meta({ id: 'Colours' });
    const both = new Components([
      { schema: List, side: 'request' },
      { schema: List, side: 'answer' },
    ]);
    expect(Object.keys(both.all())).toEqual(['Colour', 'ColourInput', 'Colours', 'ColoursInput']);
  });

  it('have one form where a schema is used on one side', () =>
    expect(Object.keys(new Components([{ schema: Thing, side: 'request' }]).all())).toEqual([
      'Colour',
      'Name',
      'Thing',
    ]));

  it('are as closed in requests as the contract declares them', () => {
    const Body = z.strictObject({ loose: z.looseObject({}) });
    expect(new Components([{ schema: Body, side: 'request', name: 'Body' }]).all()['Body']).toMatchObject({
      additionalProperties: false,
      properties: { loose: { additionalProperties: {} } },
    });
  });

  it('keep the values of records in answers', () =>
    expect(new Components([]).schemaOf(z.record(z.string(), z.enum(['a'])), 'answer')['additionalProperties']).toEqual({
      type: 'string',
      'x-extensible-enum': ['a'],
    }));

  it('name an object or a union after its route, unless it has an id', () => {
    const uses = [
      { schema: z.object({}), side: 'answer', name: 'First' },
      { schema: z.record(z.string(), z.string()), side: 'answer', name: 'Second' },
      { schema: Thing, side: 'answer', name: 'Third' },
    ] as const;
    expect(Object.keys(new Components(uses).all())).toEqual(['Colour', 'First', 'Name', 'Thing']);
  });

  it('split a union of an answer into its variants and one for variants to come', () => {
    const Verdict = z
      .union([
        z.object({ verdict: z.literal('good'), name: Name }),
        z.object({ verdict: z.literal('not-good') }).meta({ id: 'Refused' }),
      ])
      .meta({ id: 'Verdict' });
    const all = new Components([{ schema: Verdict, side: 'answer' }]).all();
    expect(all['Verdict']).toEqual({
      anyOf: ['VerdictGood', 'Refused', 'VerdictOther'].map((name) => ({ $ref: `#/components/schemas/${name}` })),
    });
    expect(all['VerdictGood']).toMatchObject({ properties: { verdict: { const: 'good' } } });
    expect(all['VerdictOther']).toMatchObject({ properties: { verdict: { type: 'string' } }, required: ['verdict'] });
    expect(Object.keys(new Components([{ schema: Verdict, side: 'request' }]).all())).not.toContain('VerdictOther');
  });

  it('give a copy with other metadata a reference to the original, also if it repeats the id', () => {
    const Copy = Name.meta({ ...Name.meta(), description: 'Another name.' });
    const all = new Components([{ schema: z.object({ Name, Copy }), side: 'answer', name: 'Body' }]).all();
    expect(all['Body']).toMatchObject({
      properties: { Copy: { $ref: '#/components/schemas/Name', description: 'Another name.' } },
    });
  });

  it('refuse an id that API Gateway would refuse as the name of a model', () => {
    const Wrong = z.string().meta({ id: 'Wrong-Name' });
    expect(() => new Components([{ schema: Wrong, side: 'answer' }])).toThrow(
      'The schema id "Wrong-Name" is no component name: use letters and digits only.',
    );
  });

  it('refuse two schemas with one name', () => {
    const Clash = z.object({}).meta({ id: 'ColourInput' });
    const components = new Components([
      { schema: Colour, side: 'answer' },
      { schema: Colour, side: 'request' },
      { schema: Clash, side: 'answer' },
    ]);
    expect(() => components.all()).toThrow('Two schemas have the name ColourInput');
  });
});
