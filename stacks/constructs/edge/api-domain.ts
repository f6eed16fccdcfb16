import { ApiGatewayBasePathMapping } from '@cdktf/provider-aws/lib/api-gateway-base-path-mapping/index.js';
import { ApiGatewayDomainName } from '@cdktf/provider-aws/lib/api-gateway-domain-name/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Construct } from 'constructs';
import { Certificate } from './certificate.ts';
import { stageStackOf } from '../stage-stack.ts';

/** The domain name of the API, `domain.api` of the stage. The API is not reachable under any other name. */
export class ApiDomain extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { apiId, stageName }: { readonly apiId: string; readonly stageName: string },
  ) {
    super(scope, id);
    const { domain } = stageStackOf(this).stage;
    const name = new ApiGatewayDomainName(this, 'name', {
      domainName: domain.api,
      regionalCertificateArn: new Certificate(this, 'certificate', { host: domain.api }).arn,
      securityPolicy: 'TLS_1_2',
      endpointConfiguration: { types: ['REGIONAL'] },
    });
    new ApiGatewayBasePathMapping(this, 'mapping', { apiId, stageName, domainName: name.domainName });
    new Route53Record(this, 'record', {
      zoneId: domain.zoneId,
      name: domain.api,
      type: 'A',
      alias: { name: name.regionalDomainName, zoneId: name.regionalZoneId, evaluateTargetHealth: true },
    });
  }
}
