import * as z from 'zod';

/** The name and version of an event: the `type` of a CloudEvent and the `detail-type` on the bus. */
export const EventType = z
  .string()
  .max(128)
  .regex(/^[A-Za-z]+\.v[1-9]\d{0,3}$/, 'expected a name and a version, such as ReputationChanged.v1')
  .meta({ id: 'EventType', description: 'Name and version of an event.', example: 'ReputationChanged.v1' });

const CalendarDate = z.iso.date().meta({ example: '2026-12-01' });

/** An event of the feed and the address of its schema. */
export const EventSchemaEntry = z
  .object({
    type: z.string().meta({ description: 'The CloudEvents type.', example: 'ReputationChanged.v1' }),
    summary: z.string(),
    dataschema: z.url().meta({ description: 'Address of the JSON Schema of the data, as the feed sends it.' }),
    deprecated: z
      .object({ since: CalendarDate, sunset: CalendarDate, successor: z.string().nullable() })
      .nullable()
      .meta({
        description:
          'Null unless the type is going to be removed. Until then each occurrence is sent as this type and as its successor.',
      }),
  })
  .meta({ id: 'EventSchemaEntry', description: 'An event of the feed and the address of its schema.' });
