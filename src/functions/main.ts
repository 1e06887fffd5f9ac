/** The Functions app: every trigger, registered by import. Nothing here may throw at load (a failed load stops the whole app). */
import { app } from '@azure/functions';
import { giveBackFromNowOn } from '../app/run/memory.ts';
import './weeklyAssessment.ts';
import './requestEvidence.ts';
import './readEvidence.ts';
import './listEvidence.ts';
import './readPart.ts';
import './readAsOf.ts';
import './readChain.ts';
import './openApi.ts';
import './stageActivities.ts';
import './dailySign.ts';
import './atStart.ts';

// A workbook goes through host and worker in pieces; without it each holds the whole of it several times over.
// https://learn.microsoft.com/azure/azure-functions/functions-reference-node#http-streams
app.setup({ enableHttpStream: true });

// A worker does one stage after another, in as little memory as an instance has.
giveBackFromNowOn();
