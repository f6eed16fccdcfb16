import type { Contract } from '@pos/contract/contract.ts';
import { hostOf } from '@pos/contract/route.ts';
import type { RouteDeclaration } from '@pos/contract/route.ts';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import type { Construct } from 'constructs';
import { tokenUrl } from '../stage/agreed-names.ts';
import { ApiDomain } from '../constructs/edge/api-domain.ts';
import { MachineClients } from '../constructs/edge/machine-clients.ts';
import { MarketplaceKeys } from '../constructs/edge/marketplace-keys.ts';
import { apiName } from '../constructs/observability/reputation-latency-alarms.ts';
import { RestApi } from '../constructs/edge/rest-api.ts';
import type { Peer } from '../constructs/network/security-group.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';
import { VpcLink } from '../constructs/edge/vpc-link.ts';
import { WebFirewall } from '../constructs/edge/web-firewall.ts';
import { isCacheable } from '../derive/rest-api/integrations.ts';
import { restApiBody } from '../derive/rest-api/rest-api-body.ts';
import { sizeLimits } from '../derive/rest-api/size-limits.ts';
import { StageError } from '../stage/variables.ts';

/** What the API needs to know of a function to call it. */
export type RouteFunction = {
  readonly functionName: string;
  readonly alias: { readonly name: string; readonly invokeArn: string };
};

export type ApiStackProps = {
  readonly contract: Contract;
  readonly functions: { readonly routes: Readonly<Record<string, RouteFunction>> };
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  readonly loadBalancer: Peer & { readonly arn: string; readonly host: string };
  readonly logsKeyArn: string;
  readonly alarmTopicArn: string;
};

/** The way in: every route of the contract, who may call it, and what stands before it. */
export class ApiStack extends StageStack {
  constructor(scope: Construct, context: StageContext, props: ApiStackProps) {
    super(scope, 'api', context);
    const { logsKeyArn, alarmTopicArn } = props;
    const routes = Object.values(props.contract.routes);
    const publicUrl = `https://${this.stage.domain.api}`;
    const clients = new MachineClients(this, 'clients');
    const api = new RestApi(this, 'api', {
      name: apiName(this),
      body: this.#body(props, clients, publicUrl),
      cached: routes.filter(isCacheable).map(({ path, cacheSeconds = 0 }) => ({ path, seconds: cacheSeconds })),
      logsKeyArn,
      alarmTopicArn,
    });
    for (const route of routes) this.#allow(route, props, api);
    new WebFirewall(this, 'firewall', {
      resourceArn: api.stageArn,
      publicUrl,
      sizeLimits: sizeLimits(routes),
      logsKeyArn,
    });
    new MarketplaceKeys(this, 'marketplaces', { apiId: api.apiId, stageName: api.stageName });
    new ApiDomain(this, 'domain', { apiId: api.apiId, stageName: api.stageName });
    this.publish('api_gateway_url', publicUrl, 'Where the API answers; its execute-api address is switched off');
    this.publish('token_url', tokenUrl(this.stage), 'Where clients get access tokens by client credentials');
    this.publish(
      'user_pool_id',
      clients.userPoolId,
      'Holds the clients; `aws cognito-idp describe-user-pool-client` shows the secret of one',
    );
  }

  #body(
    { contract, functions, network, loadBalancer }: ApiStackProps,
    { userPoolArn }: MachineClients,
    publicUrl: string,
  ): object {
    const link = new VpcLink(this, 'link', { vpcId: network.vpcId, subnetIds: network.privateSubnetIds });
    link.group.connectTo(loadBalancer, 'load-balancer', { port: 443, why: 'API Gateway asks the container, over TLS' });
    const container = { vpcLinkId: link.linkId, loadBalancerArn: loadBalancer.arn, host: loadBalancer.host };
    const backends = { invokeArn: (id: string) => functionOf(functions.routes, id).alias.invokeArn, container };
    return restApiBody({
      slices: contract.slices,
      title: apiName(this),
      publicUrl,
      tokenUrl: tokenUrl(this.stage),
      userPoolArn,
      backends,
    });
  }

  /** Lets this API call the alias of a route's function, for that route only. */
  #allow(route: RouteDeclaration, { functions }: ApiStackProps, api: RestApi): void {
    if (hostOf(route) !== 'lambda') return;
    const { functionName, alias } = functionOf(functions.routes, route.id);
    new LambdaPermission(this, `call-${route.id}`, {
      statementId: 'api',
      action: 'lambda:InvokeFunction',
      functionName,
      qualifier: alias.name,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `${api.executionArn}/${api.stageName}/${route.method}${route.path.replaceAll(/\{[^}]+\}/g, '*')}`,
    });
  }
}

function functionOf(functions: Readonly<Record<string, RouteFunction>>, id: string): RouteFunction {
  const found = functions[id];
  if (!found)
    throw new StageError(
      `The route ${id} has no function to lead to: the contract says a function hosts it, so the functions stack must be made from the same contract.`,
    );
  return found;
}
