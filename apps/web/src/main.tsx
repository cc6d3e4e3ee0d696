import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { finishSilentSignIn, isSilentSignIn } from './session/silent-sign-in.js';
import { changeLanguage, initialLanguage } from './i18n/i18n.js';

async function start(): Promise<void> {
  if (isSilentSignIn()) {
    // This page runs in the hidden frame of a silent sign-in: it only passes on the provider's response.
    await finishSilentSignIn();
    return;
  }
  await changeLanguage(initialLanguage());
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
