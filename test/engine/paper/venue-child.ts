import { type ServePaperOptions, servePaper } from '../../../src/engine/brokers/paper/serve.ts';

/** The paper venue as a process that a test can kill. Takes the options as JSON; prints its address. */
const served = await servePaper(JSON.parse(process.argv[2] ?? '{}') as ServePaperOptions);
console.log(served.url);
