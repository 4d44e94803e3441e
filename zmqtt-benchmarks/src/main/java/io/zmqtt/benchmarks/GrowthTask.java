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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures the CPU time per message at QoS 1 while one thing grows, which the argument
 * names.
 */
final class GrowthTask implements Task {

	private static final int FILTERS_AT_ONCE = 1000;

	private static final int PAYLOAD = 256;

	private static final int MAX_WINDOW = 65535;

	/** As many as there are threads at most, so that each is seldom woken. */
	private static final int WINDOWS_OF_PRODUCERS = 16;

	@Override
	public void run(TaskContext context) throws InterruptedException {
		switch (GrowthAxis.valueOf(context.argument())) {
			case subscriptions -> subscriptions(context);
			case window -> window(context);
			case clients -> clients(context);
			case producers -> producers(context);
		}
	}

	private static void report(TaskContext context, GrowthAxis axis, int size, Drive drive)
			throws InterruptedException {
		if (axis.isFirst(size)) {
			// the others find a JVM that the first has warmed up for them
			new Meter(context.settings()).warmUp(drive);
		}
		context.reportIntervals(axis.subject(size), drive);
	}

	private static void subscriptions(TaskContext context) throws InterruptedException {
		Workload workload = new Workload(ProtocolVersion.V3_1_1, Workload.Direction.receive, 1, PAYLOAD, 1);
		PeerConnection connection = context.connect();
		try (Drive drive = new ReceiveDrive(connection, workload, context.settings().window())) {
			int subscribed = 1;
			for (int size : GrowthAxis.subscriptions.sizes()) {
				while (subscribed < size) {
					int count = Math.min(FILTERS_AT_ONCE, size - subscribed);
					connection.subscribeAll(filters(subscribed, count), 1, (payload) -> {
					});
					subscribed += count;
				}
				report(context, GrowthAxis.subscriptions, size, drive);
			}
		}
	}

	private static List<String> filters(int from, int count) {
		return IntStream.range(from, from + count)
			.mapToObj((i) -> "plant/" + i + ((i % 2 == 0) ? "/state" : "/+"))
			.toList();
	}

	private static void window(TaskContext context) throws InterruptedException {
		for (int size : GrowthAxis.window.sizes()) {
			try (Drive drive = PublishDrive.acknowledged(context.connect(), MosquittoTask.WORKLOAD, size)) {
				report(context, GrowthAxis.window, size, drive);
			}
		}
	}

	private static void clients(TaskContext context) throws InterruptedException {
		List<PeerConnection> connections = new ArrayList<>();
		for (int size : GrowthAxis.clients.sizes()) {
			while (connections.size() < size) {
				connections.add(context.connect());
			}
			report(context, GrowthAxis.clients, size, new ManyClientsDrive(connections, MAX_WINDOW, PAYLOAD));
		}
	}

	private static void producers(TaskContext context) throws InterruptedException {
		int window = Math.min(MAX_WINDOW, WINDOWS_OF_PRODUCERS * context.settings().window());
		try (PeerConnection connection = context.connect()) {
			for (int size : GrowthAxis.producers.sizes()) {
				try (Drive drive = new ProducersDrive(connection, size, window, PAYLOAD)) {
					report(context, GrowthAxis.producers, size, drive);
				}
			}
		}
	}

}
