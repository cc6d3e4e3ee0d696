import { connectEvents } from '@ates/messaging';
import { createService, readConfigurationOrExit } from '@ates/platform';
import { AppModule } from './app.module.js';
import { FinanceConfiguration } from './config.js';

const configuration = readConfigurationOrExit(FinanceConfiguration);

const description = {
  name: 'finance',
  title: 'aTES Finance',
  description: "Task prices, people's accounts, and the ledger that connects them.",
};
const app = await createService(AppModule.forRoot(configuration), description, configuration);
connectEvents(app);
await app.startAllMicroservices();
await app.listen(configuration.PORT, configuration.HOST);
