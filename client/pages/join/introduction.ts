// What somebody says of themselves at the door.

export type Introduction = { name: string; place: 'room' | 'remote'; newcomer: boolean };
