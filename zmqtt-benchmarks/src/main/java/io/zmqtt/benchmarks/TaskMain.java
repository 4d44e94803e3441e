/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks;

/**
 * The child JVM of suites other than that of messages.
 */
final class TaskMain {

	private TaskMain() {
	}

	private static Task task(String name) {
		return switch (name) {
			case "maximum" -> new MaximumTask();
			case "latency" -> new LatencyTask();
			case "connect" -> new ConnectTask();
			case "idle" -> new IdleTask();
			case "growth" -> new GrowthTask();
			case "mosquitto" -> new MosquittoTask();
			case "endurance" -> new EnduranceTask();
			case "slow" -> new SlowTask();
			default -> throw new IllegalArgumentException("No such task: " + name);
		};
	}

	/**
	 * Run one task.
	 * @param args the class name of the {@link Peer}, the broker's port, the name of the
	 * task, its argument, and options as {@link Settings} prints them
	 * @throws Exception if the measurement fails
	 */
	public static void main(String[] args) throws Exception {
		Peer peer = (Peer) Class.forName(args[0]).getConstructor().newInstance();
		TaskContext context = new TaskContext(peer, Integer.parseInt(args[1]), args[3], Settings.parse(args, 4));
		task(args[2]).run(context);
		System.exit(0);
	}

}
