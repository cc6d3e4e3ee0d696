import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.js';
import { changeLanguage, initialLanguage } from './i18n/i18n.js';

async function start(): Promise<void> {
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
