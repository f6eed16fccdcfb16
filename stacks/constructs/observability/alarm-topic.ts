import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy/index.js';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription/index.js';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic/index.js';
import { Construct } from 'constructs';
import { policyDocument } from '../identity-and-keys/policy-document.ts';
import { stageStackOf } from '../stage-stack.ts';

const publishers = [
  'cloudwatch.amazonaws.com',
  'budgets.amazonaws.com',
  'costalerts.amazonaws.com',
  'events.rds.amazonaws.com',
  'events.amazonaws.com',
  'backup.amazonaws.com',
];

/** The topic that alarms, budgets and database events notify. It mails `watch.alertEmail` of the stage. */
export class AlarmTopic extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { keyArn }: { readonly keyArn: string }) {
    super(scope, id);
    const stack = stageStackOf(this);
    const topic = new SnsTopic(this, 'topic', { name: stack.named('alarms'), kmsMasterKeyId: keyArn });
    new SnsTopicPolicy(this, 'policy', {
      arn: topic.arn,
      policy: policyDocument([
        {
          sid: 'ServicesOfThisAccount',
          principals: { Service: publishers },
          actions: ['sns:Publish'],
          resources: [topic.arn],
          conditions: { StringEquals: { 'aws:SourceAccount': stack.stage.account } },
        },
      ]),
    });
    new SnsTopicSubscription(this, 'mail', {
      topicArn: topic.arn,
      protocol: 'email',
      endpoint: stack.stage.watch.alertEmail,
    });
    this.arn = topic.arn;
  }
}
