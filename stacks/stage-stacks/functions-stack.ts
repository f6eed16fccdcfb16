import type { Contract } from '@pos/contract/contract.ts';
import type { Need } from '@pos/contract/needs.ts';
import { hostOf } from '@pos/contract/route.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { DEFAULT_RUNTIME } from '@pos/contract/runtime.ts';
import type { Runtime } from '@pos/contract/runtime.ts';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';
import { apiName, consumerQueueName } from '../stage/agreed-names.ts';
import type { CodeOf } from '../synth/function-code.ts';
import { sharesOf } from '../derive/concurrency-shares.ts';
import { Alarm } from '../constructs/observability/alarm.ts';
import { FunctionGroups } from '../constructs/functions/function-groups.ts';
import { GradualRelease } from '../constructs/functions/gradual-release.ts';
import { LambdaFunction } from '../constructs/functions/lambda-function.ts';
import { consumeStatements } from '../constructs/events/queue-with-dead-letters.ts';
import type { Peer } from '../constructs/network/security-group.ts';
import { SignedCode } from '../constructs/functions/signed-code.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { StageError } from '../stage/variables.ts';
import { environmentFor, eventBusAccess, grantNeeds, reachOf } from '../derive/environment-and-grants.ts';
import type { Data, UnitOfCode } from '../derive/environment-and-grants.ts';

type FunctionsStackProps = {
  readonly contract: Contract;
  readonly code: CodeOf;
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  readonly data: Data & { readonly proxy: Peer };
  readonly signing: { readonly configArn: string; readonly profileName: string };
  readonly logsKeyArn: string;
  readonly messagesKeyArn: string;
  readonly secretsKeyArn: string;
  readonly accessLogBucket: string;
  readonly alarmTopicArn: string;
};

/** A route or consumer that a function hosts. */
type Hosted = {
  readonly id: string;
  readonly summary: string;
  readonly needs: readonly Need[];
  readonly runtime?: Runtime;
};

/**
 * Reserved concurrency of a function without database connections. Documents need little, and the account limit is far
 * above the sum.
 */
const freeConcurrency = 10;

/** True for the route of `lambda_zk_verifier_arn`, an output that the requirements name. */
const isVerifier = ({ method, path }: RouteDeclaration): boolean => method === 'POST' && path === '/zk/verify';

/** A function for every consumer and for every route that the contract does not place in the container. */
export class FunctionsStack extends StageStack {
  /** Functions by route id. */
  readonly routes: Readonly<Record<string, LambdaFunction>>;
  /** Functions by consumer id. */
  readonly consumers: Readonly<Record<string, LambdaFunction>>;
  readonly #props: FunctionsStackProps;
  readonly #groups: FunctionGroups;
  readonly #code: SignedCode;
  readonly #release: GradualRelease | undefined;

  constructor(scope: Construct, context: StageContext, props: FunctionsStackProps) {
    super(scope, 'functions', context);
    this.#props = props;
    const { contract, network, data } = props;
    this.#groups = new FunctionGroups(this, 'groups', {
      vpcId: network.vpcId,
      subnetIds: network.privateSubnetIds,
      proxy: data.proxy,
    });
    this.#code = new SignedCode(this, 'code', {
      keyArn: props.secretsKeyArn,
      accessLogBucket: props.accessLogBucket,
      signingProfileName: props.signing.profileName,
    });
    this.#release = this.stage.functions.release === 'canary' ? new GradualRelease(this, 'release') : undefined;
    const routes = Object.values(contract.routes).filter((route) => hostOf(route) === 'lambda');
    const consumers = Object.values(contract.consumers);
    const shares = this.#shares([
      ...routes.map((route) => ({ ...route, least: 1 })),
      ...consumers.map((consumer) => ({ ...consumer, least: 2 })),
    ]);
    this.routes = Object.fromEntries(routes.map((route) => [route.id, this.#route(route, shares)]));
    this.consumers = Object.fromEntries(consumers.map((consumer) => [consumer.id, this.#consumer(consumer, shares)]));
    this.#publish(routes.find(isVerifier));
  }

  #route(route: RouteDeclaration, shares: ReadonlyMap<string, number>): LambdaFunction {
    const made = this.#function(route, shares);
    if (!this.#release) return made;
    // The middleware answers a bug with 5xx, which Lambda does not count as an error of the function. The API counts
    // it.
    const { method, path } = route;
    const refusals = new Alarm(this, `${route.id}-server-errors`, {
      name: `${route.id}-server-errors`,
      description: `${method} ${path} answers 5xx: the function's log has the error. A release that causes it goes back by itself.`,
      topicArn: this.#props.alarmTopicArn,
      metric: {
        namespace: 'AWS/ApiGateway',
        name: '5XXError',
        dimensions: { ApiName: apiName(this.stage), Stage: this.stage.name, Resource: path, Method: method },
        statistic: 'Sum',
        periodSeconds: 60,
      },
      threshold: 0,
      periods: { of: 5, breaching: 2 },
    });
    this.#release.add({
      id: route.id,
      name: made.functionName,
      arn: made.functionArn,
      alarmNames: [made.errors.name, refusals.name],
    });
    return made;
  }

  #consumer(consumer: Hosted, shares: ReadonlyMap<string, number>): LambdaFunction {
    const made = this.#function(consumer, shares);
    const queueArn = this.arnOf('sqs', consumerQueueName(this.stage, consumer.id));
    made.role.allow(...consumeStatements({ queueArn, keyArn: this.#props.messagesKeyArn, region: this.stage.region }));
    this.#release?.add({
      id: consumer.id,
      name: made.functionName,
      arn: made.functionArn,
      alarmNames: [made.errors.name],
    });
    return made;
  }

  #function(hosted: Hosted, shares: ReadonlyMap<string, number>): LambdaFunction {
    const { data, signing, code, logsKeyArn, secretsKeyArn, alarmTopicArn } = this.#props;
    const unit: UnitOfCode = { id: hosted.id, needs: hosted.needs, databaseUser: 'registry_app', databasePoolMax: 1 };
    const runtime = hosted.runtime ?? DEFAULT_RUNTIME;
    const made = new LambdaFunction(this, hosted.id, {
      id: hosted.id,
      summary: hosted.summary,
      code: this.#code.sign(code(hosted.id)),
      runtime,
      environment: environmentFor(this.stage, data, unit),
      reservedConcurrency: shares.get(hosted.id) ?? freeConcurrency,
      warm: runtime.latencyCritical ? this.stage.functions.warm : 0,
      place: this.#groups.placeOf(reachOf(hosted.needs)),
      codeSigningConfigArn: signing.configArn,
      logsKeyArn,
      secretsKeyArn,
      alarmTopicArn,
    });
    grantNeeds(made.role, data, unit, eventBusAccess(this, this.#props.contract));
    return made;
  }

  /**
   * Reserved concurrency of every function that uses the database. The shares divide `functions.databaseConcurrency`;
   * latency-critical functions have three times the weight.
   */
  #shares(hosted: readonly (Hosted & { readonly least: number })[]): ReadonlyMap<string, number> {
    const { databaseConcurrency, warm } = this.stage.functions;
    const sharers = hosted
      .filter(({ needs }) => reachOf(needs).database)
      .map(({ id, runtime, least }) => ({
        id,
        weight: runtime?.latencyCritical ? 3 : 1,
        least: runtime?.latencyCritical ? Math.max(least, warm) : least,
      }));
    const shares = sharesOf(sharers, databaseConcurrency);
    if (!shares) {
      throw new StageError(
        `Stage ${this.stage.name}: functions.databaseConcurrency is ${databaseConcurrency}, too little for ${sharers.length} functions that use the database. ` +
          'Raise it, together with data.instanceClass where the proxy has too few connections.',
      );
    }
    return shares;
  }

  #publish(verifier: RouteDeclaration | undefined): void {
    if (verifier)
      this.publish(
        'lambda_zk_verifier_arn',
        this.routes[verifier.id]?.alias.arn ?? '',
        'Alias of the function that verifies zero-knowledge proofs',
      );
    if (!this.#release) return;
    this.publish(
      'release_application',
      this.#release.applicationName,
      'CodeDeploy application that moves aliases to new versions',
    );
    const functions = [...Object.values(this.routes), ...Object.values(this.consumers)];
    this.publish(
      'release_versions',
      Fn.jsonencode(Object.fromEntries(functions.map(({ functionName, version }) => [functionName, version]))),
      'Target version of each function, to which a release moves its alias',
    );
  }
}
