import { render } from 'preact';
import { App } from './components/app.js';
import './styles/base.css';
import './styles/page.css';
import './styles/masthead.css';
import './styles/welcome.css';
import './styles/query.css';
import './styles/hits.css';
import './styles/comparison.css';
import './styles/why.css';

render(<App />, document.getElementById('page')!);
