/** The port of MySQL. */
export const mysqlPort = 3306;
