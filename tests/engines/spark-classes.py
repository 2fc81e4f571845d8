"""Does what jobs do, so that Java loads the classes that they need: spark-submit spark-classes.py FOLDER"""

import sys

from pyspark.sql import SparkSession

[folder] = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
rows = spark.createDataFrame([(1, 'a', 1.5), (2, None, 2.5)], 'id INT, name STRING, amount DOUBLE')
rows.createOrReplaceTempView('numbers')
spark.sql('SELECT id, name, sum(amount) AS amount FROM numbers GROUP BY id, name').write.partitionBy('name').parquet(
    f'{folder}/table'
)
spark.read.parquet(f'{folder}/table').createOrReplaceTempView('stored')
query = 'SELECT s.id, count(*) OVER (PARTITION BY n.name) AS c FROM stored AS s JOIN numbers AS n ON n.id = s.id ORDER BY 1'
spark.sql(query).persist().collect()
spark.stop()
