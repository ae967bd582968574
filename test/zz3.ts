import { honestHistory } from './fuzz/zzhonest.ts';
let n=0; for(let s=5000;n<60000;s++){ try{ n+=honestHistory(s,400);}catch(e){n++;console.log((e as Error).message.slice(0,200));} } console.log('noredo',n);
