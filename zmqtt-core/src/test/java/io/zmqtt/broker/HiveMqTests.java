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

package io.zmqtt.broker;

import java.nio.file.Path;
import java.time.Duration;

import io.zmqtt.AckMode;

/**
 * Runs the suite on embedded HiveMQ CE over plain TCP.
 */
class HiveMqTests extends BrokerFeatures {

	static final String MQTT = """
			<receive-maximum><server-receive-maximum>10</server-receive-maximum></receive-maximum>
			<keep-alive><max-keep-alive>120</max-keep-alive></keep-alive>
			""";

	@Override
	TestBroker start(Path directory) {
		return HiveMqTestBroker.start(directory, null, MQTT);
	}

	@Override
	int serverReceiveMaximum() {
		return 10;
	}

	@Override
	Duration serverKeepAlive() {
		return Duration.ofSeconds(120);
	}

	/**
	 * A consumer of HiveMQ takes from the group's queue what it can, so that a quick one
	 * may receive all.
	 */
	@Override
	boolean spreadsEvenly() {
		return false;
	}

	/**
	 * HiveMQ sends what has come meanwhile, replies included, only when all it has sent
	 * before is acknowledged.
	 */
	@Override
	AckMode ackModeOfRequestingHandlers() {
		return AckMode.ON_RECEIVE;
	}

}
