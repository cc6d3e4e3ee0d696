import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { isSilentSignIn, tellSilentSignIn } from './session/silent-sign-in.js';
import { speak, languageAtStart } from './i18n/i18n.js';

async function start(): Promise<void> {
  if (isSilentSignIn()) {
    // A hidden frame of this very page: it has one thing to say.
    await tellSilentSignIn();
    return;
  }
  await speak(languageAtStart());
  const root = document.getElementById('root');
  if (!root) {
    throw new Error('index.html has no #root');
  }
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
