// Mounts the app, once its words are there. The only module of the client with effects on import.

import { mount } from 'svelte';
import App from './App.svelte';
import { startLanguage } from './locales/language.ts';
import { keepShell } from './offline/keep-shell.ts';
import { startTheme } from './styles/theme.ts';
import './styles/tokens.css';
import './styles/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
startTheme();
keepShell();
void startLanguage().then(() => mount(App, { target }));
