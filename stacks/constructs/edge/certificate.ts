import { Fn } from 'cdktf';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation/index.js';
import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate/index.js';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/**
 * The ACM certificate for one host name: the certificate in `domain.certificateArn` of the stage, or a new one
 * validated by DNS when that setting is "issue".
 */
export class Certificate extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { host }: { readonly host: string }) {
    super(scope, id);
    const { domain } = stageStackOf(this).stage;
    if (domain.certificateArn !== 'issue') {
      this.arn = domain.certificateArn;
      return;
    }
    const certificate = new AcmCertificate(this, 'certificate', {
      domainName: host,
      validationMethod: 'DNS',
      options: { certificateTransparencyLoggingPreference: 'ENABLED' },
      lifecycle: { createBeforeDestroy: true },
    });
    // The certificate has one name and so one validation option. The attribute is a set, hence `tolist`.
    const option = (attribute: string) =>
      Fn.lookup(Fn.element(Fn.tolist(certificate.domainValidationOptions), 0), attribute, '') as string;
    const record = new Route53Record(this, 'proof', {
      zoneId: domain.zoneId,
      name: option('resource_record_name'),
      type: option('resource_record_type'),
      records: [option('resource_record_value')],
      ttl: 60,
      allowOverwrite: true,
    });
    this.arn = new AcmCertificateValidation(this, 'validation', {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}
