# The stack of `meibo-infra up` with its defaults, for a side-by-side run against moto. Without the scaling target and policy:
# moto answers their ListTagsForResource with HTTP 500, and the provider would repeat it for minutes.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "endpoint" { type = string }

provider "aws" {
  region                      = "ap-northeast-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = false
  endpoints {
    cloudwatchlogs = var.endpoint
    ec2            = var.endpoint
    ecr            = var.endpoint
    ecs            = var.endpoint
    elbv2          = var.endpoint
    iam            = var.endpoint
    rds            = var.endpoint
    ssm            = var.endpoint
    sts            = var.endpoint
  }
}

data "aws_availability_zones" "zones" { state = "available" }

resource "aws_vpc" "it" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_internet_gateway" "it" { vpc_id = aws_vpc.it.id }
resource "aws_subnet" "public" {
  count             = 2
  vpc_id            = aws_vpc.it.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = data.aws_availability_zones.zones.names[count.index]
}
resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.it.id
  cidr_block        = "10.0.${count.index + 10}.0/24"
  availability_zone = data.aws_availability_zones.zones.names[count.index]
}
resource "aws_route_table" "public" { vpc_id = aws_vpc.it.id }
resource "aws_route" "public" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.it.id
}
resource "aws_route_table_association" "public" {
  count          = 2
  route_table_id = aws_route_table.public.id
  subnet_id      = aws_subnet.public[count.index].id
}
resource "aws_eip" "nat" { domain = "vpc" }
resource "aws_nat_gateway" "it" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public[0].id
  depends_on    = [aws_internet_gateway.it]
}
resource "aws_route_table" "private" { vpc_id = aws_vpc.it.id }
resource "aws_route" "private" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.it.id
}
resource "aws_route_table_association" "private" {
  count          = 2
  route_table_id = aws_route_table.private.id
  subnet_id      = aws_subnet.private[count.index].id
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.it.id
  service_name    = "com.amazonaws.ap-northeast-1.s3"
  route_table_ids = [aws_route_table.private.id]
}
resource "aws_security_group" "alb" {
  name   = "tf-alb"
  vpc_id = aws_vpc.it.id
  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "app" {
  name   = "tf-app"
  vpc_id = aws_vpc.it.id
  ingress {
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    security_groups = [aws_security_group.alb.id]
  }
}
resource "aws_security_group" "db" {
  name   = "tf-db"
  vpc_id = aws_vpc.it.id
  ingress {
    from_port       = 3306
    to_port         = 3306
    protocol        = "tcp"
    security_groups = [aws_security_group.app.id]
  }
}
resource "aws_ssm_parameter" "password" {
  name  = "/tf/db-password"
  type  = "SecureString"
  value = "only-for-a-benchmark"
}
resource "aws_db_subnet_group" "it" {
  name       = "tf-db"
  subnet_ids = aws_subnet.private[*].id
}
resource "aws_db_instance" "it" {
  identifier             = "tf-db"
  engine                 = "mysql"
  engine_version         = "8.4"
  instance_class         = "db.t4g.micro"
  allocated_storage      = 20
  storage_type           = "gp2"
  db_name                = "meibo"
  username               = "admin"
  password               = aws_ssm_parameter.password.value
  db_subnet_group_name   = aws_db_subnet_group.it.name
  vpc_security_group_ids = [aws_security_group.db.id]
  skip_final_snapshot    = true
}
resource "aws_ecr_repository" "it" {
  name         = "tf/api"
  force_delete = true
}
resource "aws_ecr_lifecycle_policy" "it" {
  repository = aws_ecr_repository.it.name
  policy = jsonencode({ rules = [{ rulePriority = 1, selection = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 10 }, action = { type = "expire" } }] })
}
resource "aws_ecs_cluster" "it" { name = "tf" }
resource "aws_cloudwatch_log_group" "it" {
  name              = "/tf/app"
  retention_in_days = 7
}
resource "aws_iam_role" "role" {
  count              = 2
  name               = "tf-${count.index}"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }] })
}
resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.role[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}
resource "aws_iam_role_policy" "parameter" {
  role   = aws_iam_role.role[0].name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParameters", Resource = aws_ssm_parameter.password.arn }] })
}
resource "aws_ecs_task_definition" "it" {
  family                   = "tf"
  cpu                      = 256
  memory                   = 512
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.role[0].arn
  task_role_arn            = aws_iam_role.role[1].arn
  container_definitions = jsonencode([{
    name         = "app", image = "127.0.0.1:1/api@sha256:aaaa", essential = true,
    portMappings = [{ containerPort = 80 }],
    environment  = [{ name = "DB_HOST", value = aws_db_instance.it.address }, { name = "DB_USER", value = "admin" }, { name = "DB_NAME", value = "meibo" }],
    secrets      = [{ name = "DB_PASSWORD", valueFrom = aws_ssm_parameter.password.arn }]
  }])
}
resource "aws_lb" "it" {
  name               = "tf-alb"
  load_balancer_type = "application"
  subnets            = aws_subnet.public[*].id
  security_groups    = [aws_security_group.alb.id]
}
resource "aws_lb_target_group" "it" {
  name                 = "tf-tg"
  port                 = 80
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = aws_vpc.it.id
  deregistration_delay = 15
  health_check { path = "/health" }
}
resource "aws_lb_listener" "it" {
  load_balancer_arn = aws_lb.it.arn
  port              = 80
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.it.arn
  }
}
resource "aws_ecs_service" "it" {
  name            = "tf"
  cluster         = aws_ecs_cluster.it.id
  task_definition = aws_ecs_task_definition.it.arn
  desired_count   = 2
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = aws_subnet.private[*].id
    security_groups = [aws_security_group.app.id]
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.it.arn
    container_name   = "app"
    container_port   = 80
  }
  lifecycle { ignore_changes = [desired_count] }
  depends_on = [aws_lb_listener.it]
}
