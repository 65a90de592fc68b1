import { brokerConformance } from '../support/brokers/conformance.ts';
import { inProcessPaperStage, servedPaperStage } from '../support/brokers/paper-stage.ts';

brokerConformance('the paper broker in this process', inProcessPaperStage);
brokerConformance('the paper broker over HTTP', servedPaperStage);
