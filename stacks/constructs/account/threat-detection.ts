import { GuarddutyDetectorFeature } from '@cdktf/provider-aws/lib/guardduty-detector-feature/index.js';
import { GuarddutyDetector } from '@cdktf/provider-aws/lib/guardduty-detector/index.js';
import { Inspector2Enabler } from '@cdktf/provider-aws/lib/inspector2-enabler/index.js';
import { SecurityhubAccount } from '@cdktf/provider-aws/lib/securityhub-account/index.js';
import { SecurityhubStandardsSubscription } from '@cdktf/provider-aws/lib/securityhub-standards-subscription/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/**
 * GuardDuty on logs, data access and runtimes, and Inspector on images, functions and instances. Security Hub collects
 * the findings of both.
 */
export class ThreatDetection extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { stage } = stageStackOf(this);
    const detector = new GuarddutyDetector(this, 'detector', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
    });
    for (const name of ['S3_DATA_EVENTS', 'RDS_LOGIN_EVENTS', 'LAMBDA_NETWORK_LOGS', 'EBS_MALWARE_PROTECTION']) {
      new GuarddutyDetectorFeature(this, name.toLowerCase().replaceAll('_', '-'), {
        detectorId: detector.id,
        name,
        status: 'ENABLED',
      });
    }
    new GuarddutyDetectorFeature(this, 'runtime', {
      detectorId: detector.id,
      name: 'RUNTIME_MONITORING',
      status: 'ENABLED',
      additionalConfiguration: [{ name: 'ECS_FARGATE_AGENT_MANAGEMENT', status: 'ENABLED' }],
    });
    new Inspector2Enabler(this, 'inspector', { accountIds: [stage.account], resourceTypes: ['ECR', 'LAMBDA', 'EC2'] });
    const hub = new SecurityhubAccount(this, 'hub', { enableDefaultStandards: false });
    new SecurityhubStandardsSubscription(this, 'best-practices', {
      standardsArn: `arn:aws:securityhub:${stage.region}::standards/aws-foundational-security-best-practices/v/1.0.0`,
      dependsOn: [hub],
    });
  }
}
