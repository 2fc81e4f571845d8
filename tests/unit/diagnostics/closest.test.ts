import test from 'ava';
import { closestName, didYouMean, didYouMeanAmong } from '../../../src/diagnostics/closest.ts';

const names = ['users', 'songs', 'Time'];

test('a name with a typo is found, whatever its case, and as it is written', t => {
  t.is(closestName('user', names), 'users');
  t.is(closestName('SONG', names), 'songs');
  t.is(closestName('tme', names), 'Time');
});

test('what differs in more than a third of its letters is no typo', t => {
  t.is(closestName('payments', names), undefined);
  t.is(closestName('uxxrs', names), undefined);
  t.is(closestName('users', []), undefined);
});

test('a hint names what may be meant, or else says what it was given', t => {
  t.is(didYouMean('user', names, 'See the list.'), 'Did you mean "users"?');
  t.is(didYouMean('payments', names, 'See the list.'), 'See the list.');
  t.is(didYouMean('payments', names), undefined);
});

test('where all there is fits into a line, it is named in any case', t => {
  t.is(didYouMeanAmong('user', names, 'There are three.'), 'Did you mean "users"? There are three.');
  t.is(didYouMeanAmong('payments', names, 'There are three.'), 'There are three.');
});
