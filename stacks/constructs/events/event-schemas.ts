import { SchemasRegistry } from '@cdktf/provider-aws/lib/schemas-registry/index.js';
import { SchemasSchema } from '@cdktf/provider-aws/lib/schemas-schema/index.js';
import { eventSchemaName, eventSchemaOf } from '@pos/contract/derive/event-schema.ts';
import type { EventDeclaration } from '@pos/contract/event.ts';
import { Construct } from 'constructs';
import { literal } from '../../synth/terraform-literal.ts';

/**
 * Publishes the JSON Schema of every event to the EventBridge schema registry. Consumers validate events with the same
 * schemas.
 */
export class EventSchemas extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { registryName, events }: { readonly registryName: string; readonly events: readonly EventDeclaration[] },
  ) {
    super(scope, id);
    const registry = new SchemasRegistry(this, 'registry', {
      name: registryName,
      description: 'Events of the Proof-of-Service registry',
    });
    for (const event of events) {
      new SchemasSchema(this, event.id, {
        registryName: registry.name,
        name: eventSchemaName(event),
        type: 'JSONSchemaDraft4',
        description: event.summary.slice(0, 256),
        content: literal(JSON.stringify(eventSchemaOf(event))),
      });
    }
  }
}
