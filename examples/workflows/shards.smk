# One evaluation in shards, by Snakemake:
#
#   snakemake --snakefile shards.smk --cores 4 \
#     --config words="photos --labels labels.csv --model model.onnx" shards=4
#
# On a cluster, every node must see the folder: add --jobs 100 and an executor, such as --executor slurm.
# What failed is run again by the same command.

HOMEGROUND = config.get("homeground", "homeground")
WORDS = config["words"]
SHARDS = int(config.get("shards", 4))
DIR = config.get("dir", "shards")
OUT = config.get("out", "homeground-out")


rule all:
    input:
        f"{OUT}/result.json",


rule plan:
    output:
        f"{DIR}/plan.json",
    shell:
        "{HOMEGROUND} shards plan {WORDS} --shards {SHARDS} --out {DIR}"


rule run:
    input:
        f"{DIR}/plan.json",
    output:
        touch(DIR + "/done/{shard}"),
    threads: int(config.get("threads", 1))
    shell:
        "{HOMEGROUND} shards run {DIR} {wildcards.shard} --threads {threads} --quiet"


rule join:
    input:
        expand(DIR + "/done/{shard}", shard=range(1, SHARDS + 1)),
    output:
        f"{OUT}/result.json",
    shell:
        "{HOMEGROUND} shards join {DIR} --out {OUT}"
