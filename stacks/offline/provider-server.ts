/** A stand-in for the AWS provider of Terraform: a gRPC server with the real schema and no state. */
import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { handleUnaryCall, ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refusalOf } from './allowed-values.ts';
import { answer, configured, planChange, planNew, settle, unconfigurable } from './imagined-values.ts';
import { decode, encode } from './msgpack.ts';
import type { Value } from './msgpack.ts';
import type { ProviderSchema, SchemaBlock } from './schema.ts';

type Wire = { readonly msgpack?: Uint8Array; readonly json?: Uint8Array };
type Request = { readonly type_name: string } & Readonly<Record<string, unknown>>;

export type ProviderServer = {
  /** Value of `TF_REATTACH_PROVIDERS`, by which Terraform connects to this process instead of starting a plugin. */
  readonly reattach: string;
  readonly close: () => void;
};

export async function startProviderServer(schema: ProviderSchema): Promise<ProviderServer> {
  const folder = mkdtempSync(join(tmpdir(), 'pos-provider-'));
  const socket = join(folder, 'provider.sock');
  const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  server.addService(serviceDefinition(), implement(schema));
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  const address = {
    Protocol: 'grpc',
    ProtocolVersion: 6,
    Pid: process.pid,
    Test: true,
    Addr: { Network: 'unix', String: socket },
  };
  return {
    reattach: JSON.stringify({ 'registry.terraform.io/hashicorp/aws': address }),
    close: () => {
      server.forceShutdown();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serviceDefinition(): ServiceDefinition {
  const definition = loadSync(join(import.meta.dirname, 'terraform-provider.proto'), {
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
  });
  const service = definition['tfplugin6.Provider'];
  if (!service || 'format' in service)
    throw new Error('terraform-provider.proto must define the service tfplugin6.Provider.');
  return service as ServiceDefinition;
}

const read = (wire: unknown): Value => {
  const { msgpack, json } = wire as Wire;
  if (msgpack && msgpack.length > 0) return decode(msgpack);
  return json && json.length > 0 ? (JSON.parse(Buffer.from(json).toString()) as Value) : null;
};

const send = (value: Value): Wire => ({ msgpack: encode(value) });

function implement(schema: ProviderSchema): UntypedServiceImplementation {
  const resource = (request: Request): SchemaBlock => known(schema.resources, request.type_name);
  const described = describe(schema);
  return {
    GetProviderSchema: unary(() => described),
    ValidateProviderConfig: unary(() => ({})),
    ConfigureProvider: unary(() => ({})),
    ValidateResourceConfig: unary((request) => {
      const block = resource(request);
      const config = read(request['config']);
      const refused = configured(block, config).flatMap(
        ({ path, value }) => refusalOf(request.type_name, path, value) ?? [],
      );
      return {
        diagnostics: [
          ...unconfigurable(block, config).map(refusal),
          ...refused.map((detail) => ({ severity: 'ERROR', summary: 'Invalid value', detail })),
        ],
      };
    }),
    ValidateDataResourceConfig: unary(() => ({})),
    ValidateEphemeralResourceConfig: unary(() => ({})),
    UpgradeResourceState: unary((request) => ({
      upgraded_state: { json: (request['raw_state'] as { json: Uint8Array }).json },
    })),
    ReadResource: unary((request) => ({ new_state: request['current_state'] })),
    PlanResourceChange: unary((request) => {
      const proposed = read(request['proposed_new_state']);
      if (proposed === null) return { planned_state: send(null) };
      const plan = read(request['prior_state']) === null ? planNew : planChange;
      return { planned_state: send(plan(resource(request), proposed)) };
    }),
    ApplyResourceChange: unary((request) => {
      const planned = read(request['planned_state']);
      return { new_state: send(planned === null ? null : settle(request.type_name, resource(request), planned)) };
    }),
    ReadDataSource: unary((request) => ({
      state: send(answer(request.type_name, known(schema.dataSources, request.type_name), read(request['config']))),
    })),
    OpenEphemeralResource: unary((request) => ({
      result: send(answer(request.type_name, known(schema.ephemerals, request.type_name), read(request['config']))),
    })),
    CloseEphemeralResource: unary(() => ({})),
    StopProvider: unary(() => ({})),
  };
}

const refusal = (path: string) => ({
  severity: 'ERROR',
  summary: 'Value for unconfigurable attribute',
  detail: `${path} is set by the provider: remove it.`,
});

function known(schemas: Readonly<Record<string, SchemaBlock>>, type: string): SchemaBlock {
  const block = schemas[type];
  if (!block) throw new Error(`${type} is not in the schema of this server.`);
  return block;
}

const unary =
  (respond: (request: Request) => object): handleUnaryCall<Request, object> =>
  (call, callback) => {
    try {
      callback(null, respond(call.request));
    } catch (error) {
      callback({
        code: status.INTERNAL,
        details: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  };

function describe(schema: ProviderSchema): object {
  const all = (blocks: Readonly<Record<string, SchemaBlock>>) =>
    Object.fromEntries(Object.entries(blocks).map(([type, block]) => [type, { version: 0, block: wireBlock(block) }]));
  return {
    provider: { version: 0, block: wireBlock(schema.provider) },
    resource_schemas: all(schema.resources),
    data_source_schemas: all(schema.dataSources),
    ephemeral_resource_schemas: all(schema.ephemerals),
    server_capabilities: { plan_destroy: false },
  };
}

function wireBlock(block: SchemaBlock): object {
  return {
    attributes: block.attributes.map(({ writeOnly, type, ...attribute }) => ({
      ...attribute,
      write_only: writeOnly,
      type: Buffer.from(JSON.stringify(type)),
    })),
    block_types: block.blocks.map((nested) => ({
      type_name: nested.name,
      nesting: nested.nesting.toUpperCase(),
      block: wireBlock(nested.block),
      min_items: nested.minItems,
      max_items: nested.maxItems,
    })),
  };
}
