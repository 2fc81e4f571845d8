import './styles/base.css';
import './styles/shell.css';
import './styles/graph.css';
import './styles/content.css';
import './styles/views.css';
import './styles/print.css';
import { render } from 'preact';
import { documentOf, receiveDocuments } from './data/documents.ts';
import { followEvents } from './data/events.ts';
import { Page } from './page.tsx';
import { applyTheme } from './parts/theme.tsx';
import { followAddress } from './route.ts';

receiveDocuments();
applyTheme();
followAddress();

// The scripts of the data follow this one; all of them have run by then.
document.addEventListener('DOMContentLoaded', () => {
  followEvents(documentOf('page')?.metadata.invocation_id);
  render(<Page />, document.getElementById('page')!);
});
