// Mounts the app, once its words are there. The only module of the client with effects on import.

import { mount } from 'svelte';
import App from './App.svelte';
import { startLanguage } from './locales/language.ts';
import './styles/tokens.css';
import './styles/base.css';

const target = document.getElementById('app');
if (!target) throw new Error('the page has no #app');
void startLanguage().then(() => mount(App, { target }));
