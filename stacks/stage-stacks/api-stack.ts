import type { Contract } from '@pos/contract/contract.ts';
import { operationIdOf, placesOf, type RoutePlace } from '@pos/contract/places.ts';
import { hostOf, servedMethods } from '@pos/contract/route.ts';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission/index.js';
import type { Construct } from 'constructs';
import { apiName, tokenUrl } from '../stage/agreed-names.ts';
import { ApiDomain } from '../constructs/edge/api-domain.ts';
import { MachineClients } from '../constructs/edge/machine-clients.ts';
import { MarketplaceKeys } from '../constructs/edge/marketplace-keys.ts';
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

/** The names by which the API invokes the function of a route. */
type RouteFunction = {
  readonly functionName: string;
  readonly alias: { readonly name: string; readonly invokeArn: string };
};

type ApiStackProps = {
  readonly contract: Contract;
  /** Functions by route id, for every route that a function hosts. */
  readonly functions: { readonly routes: Readonly<Record<string, RouteFunction>> };
  readonly network: { readonly vpcId: string; readonly privateSubnetIds: readonly string[] };
  /** Load balancer of the container, which hosts the other routes. */
  readonly loadBalancer: Peer & { readonly arn: string; readonly host: string };
  readonly logsKeyArn: string;
  readonly alarmTopicArn: string;
};

/** The public API: every route of the contract, its authorizer, its firewall, its usage plan and its domain name. */
export class ApiStack extends StageStack {
  constructor(scope: Construct, context: StageContext, props: ApiStackProps) {
    super(scope, 'api', context);
    const { logsKeyArn, alarmTopicArn } = props;
    const routes = Object.values(props.contract.routes).flatMap(placesOf);
    const publicUrl = `https://${this.stage.domain.api}`;
    const clients = new MachineClients(this, 'clients');
    const api = new RestApi(this, 'api', {
      name: apiName(this.stage),
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
    this.publish('api_gateway_url', publicUrl, 'Base URL of the API; its execute-api address is disabled');
    this.publish('token_url', tokenUrl(this.stage), 'OAuth 2.0 token endpoint for the client credentials grant');
    this.publish(
      'user_pool_id',
      clients.userPoolId,
      'User pool of the clients; `aws cognito-idp describe-user-pool-client` shows the secret of a client',
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
      title: apiName(this.stage),
      publicUrl,
      tokenUrl: tokenUrl(this.stage),
      userPoolArn,
      backends,
    });
  }

  /** Permits this API to invoke the alias of the function of a route, for the methods of that route only. */
  #allow(route: RoutePlace, { functions }: ApiStackProps, api: RestApi): void {
    if (hostOf(route) !== 'lambda') return;
    const { functionName, alias } = functionOf(functions.routes, route.id);
    const path = route.path.replaceAll(/\{[^}]+\}/g, '*');
    for (const method of servedMethods(route)) {
      const suffix = method === route.method ? '' : `-${method.toLowerCase()}`;
      new LambdaPermission(this, `call-${operationIdOf(route)}${suffix}`, {
        statementId: `${route.aliasOf === undefined ? 'api' : operationIdOf(route)}${suffix}`,
        action: 'lambda:InvokeFunction',
        functionName,
        qualifier: alias.name,
        principal: 'apigateway.amazonaws.com',
        sourceArn: `${api.executionArn}/${api.stageName}/${method}${path}`,
      });
    }
  }
}

function functionOf(functions: Readonly<Record<string, RouteFunction>>, id: string): RouteFunction {
  const found = functions[id];
  if (!found)
    throw new StageError(
      `The route ${id} has no function: the contract says that a function hosts it, so build the functions stack from the same contract.`,
    );
  return found;
}
