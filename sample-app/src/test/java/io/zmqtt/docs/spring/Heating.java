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

package io.zmqtt.docs.spring;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import io.zmqtt.MqttMessage;
import io.zmqtt.QoS;
import io.zmqtt.spring.annotation.MqttListener;
import io.zmqtt.spring.support.MqttHeaders;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.stereotype.Component;

/**
 * The listeners of docs/spring.md, each of which notes what it got.
 */
@Component
class Heating {

	final List<String> notes = Collections.synchronizedList(new ArrayList<>());

	@MqttListener("home/{room}/temperature")
	void onTemperature(Reading reading, @DestinationVariable String room,
			@Header(MqttHeaders.RECEIVED_RETAINED) boolean retained) {
		note("reading", room, reading.celsius(), retained);
	}

	@MqttListener(id = "doors", topics = { "home/+/door", "${heating.other-doors}" }, qos = "2")
	void onDoor(String state, @Header(MqttHeaders.RECEIVED_TOPIC) String topic) {
		note("door", topic, state);
	}

	@MqttListener("home/alarm")
	void onAlarm(Message<Reading> message) {
		note("alarm", message.getPayload().celsius());
	}

	@MqttListener("home/image")
	void onImage(byte[] image, @Headers Map<String, Object> headers) {
		note("image", image.length, headers.get(MqttHeaders.RECEIVED_QOS));
	}

	@MqttListener("home/raw")
	void onRaw(MqttMessage message) {
		note("raw", message.topic(), message.payload().length, message.qos() == QoS.AT_LEAST_ONCE);
	}

	private void note(Object... values) {
		this.notes.add(List.of(values).toString());
	}

	record Reading(double celsius) {

	}

}
